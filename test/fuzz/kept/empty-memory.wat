;; Not a fault of Fermata: the host of the fuzzer looked at bytes of a memory that had none. It grows while the code waits.
;; seed 13
;; call f1(0)
;; call f1(65535)
(module
  (import "env" "f0" (func $f0 (param i32) (result i32)))
  (memory 0 2)
  (func (export "f1") (param i32) (result i32)
    (i32.store8 (i32.const 0) (i32.sub (call $f0 (memory.grow (i32.const 1))) (memory.size)))
    (i32.add (i32.load8_u (local.get 0)) (call $f0 (memory.size)))))
