;; Not a fault so far: calls that pass zeros, some in the other's place, to functions that change what they were given.
;; seed 11
;; call f1(3n)
;; call f1(-1n)
;; call f2(7n)
;; call f2(0n)
;; call f3(9n)
(module
  (memory 1)
  (func $mix (param i64 i64 i64) (result i64 i64) (local i32)
    (loop
      (local.set 1 (i64.add (i64.mul (local.get 1) (local.get 0)) (i64.const 5)))
      (local.set 0 (i64.sub (local.get 2) (local.get 1)))
      (if (i64.lt_u (local.get 1) (local.get 2)) (then (local.set 2 (i64.mul (local.get 2) (local.get 2)))))
      (br_if 0 (i32.lt_u (local.tee 3 (i32.add (local.get 3) (i32.const 1))) (i32.const 3))))
    (i64.xor (local.get 0) (local.get 2))
    (local.get 1))
  (func (export "f1") (param i64) (result i64 i64) (call $mix (local.get 0) (i64.const 0) (i64.const 0)))
  (func (export "f2") (param i64) (result i64)
    (call $mix (i64.const 0) (i64.div_u (i64.const 9) (local.get 0)) (i64.const 0))
    (i64.add))
  (func (export "f3") (param i64) (result i64)
    (call $mix (i64.load (i32.wrap_i64 (local.get 0))) (i64.const 0) (local.get 0))
    (i64.sub)))
