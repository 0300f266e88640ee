;; Not a fault of Fermata: the fuzzer took a module for too large to run before it saw vectors in it.
;; seed 116490
(module
  (type (;0;) (func (result i32)))
  (func (;0;) (type 0) (result i32)
    (drop
      (v128.load
        (i32.const 0)))
    (i32.const 0))
  (memory (;0;) 17))
