;; Negating a NaN with a payload spoiled the high word of an i64 result that was computed before it.
;; seed 3
;; call f0(5n)
;; call f1(-5n)
;; call f2(5n, 8)
(module
  (memory 1 1)
  (data (i32.const 0) "\01\00\00\00\00\00\f8\7f\02\00\00\00\00\00\fc\ff")
  (func (export "f0") (param i64) (result i64 f64)
    (i64.mul (local.get 0) (i64.const 0x100000001))
    (f64.neg (f64.load (i32.const 0))))
  (func (export "f1") (param i64) (result f64 i64 f64)
    (f64.abs (f64.load (i32.const 8)))
    (i64.sub (local.get 0) (i64.const 0x700000000))
    (f64.copysign (f64.load (i32.const 0)) (f64.load (i32.const 8))))
  (func (export "f2") (param i64 i32) (result i64 i64)
    (i64.reinterpret_f64 (f64.neg (f64.load (local.get 1))))
    (i64.reinterpret_f64 (f64.abs (f64.load (local.get 1))))))
