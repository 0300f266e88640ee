;; A helper that gives both words of an i64 was not called where only the high word is used.
;; seed 5
;; call f0(-1000000000000n, 7n)
;; call f1(1.5e10)
;; call f1(-0.5)
;; call f2(-7.25)
(module
  (func (export "f0") (param i64 i64) (result i64)
    (i64.shr_u (i64.div_u (local.get 0) (local.get 1)) (i64.const 32)))
  (func (export "f1") (param f64) (result i64)
    (i64.shr_s (i64.trunc_sat_f64_s (local.get 0)) (i64.const 40)))
  (func (export "f2") (param f64) (result i64)
    (i64.shr_u (i64.reinterpret_f64 (local.get 0)) (i64.const 52))))
