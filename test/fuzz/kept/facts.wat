;; Not a fault so far: where an address is known not to be negative on one path, or not any more.
;; seed 6
;; call f0(8, 1)
;; call f0(8, 0)
;; call f0(-8, 0)
;; call f1(16)
;; call f2(-3, 5)
(module
  (memory 1 1)
  (func (export "f0") (param i32 i32) (result i32)
    (if (local.get 1) (then (drop (i32.load (local.get 0)))) (else (nop)))
    (i64.store (i32.const 32) (i64.extend_i32_u (local.get 0)))
    (i32.div_u (local.get 0) (i32.const 3)))
  (func (export "f1") (param i32) (result i64)
    (local i64)
    (loop
      (i32.store8 (local.get 0) (i32.const 7))
      (local.set 0 (i32.sub (local.get 0) (i32.const 5)))
      (local.set 1 (i64.add (local.get 1) (i64.extend_i32_u (local.get 0))))
      (br_if 0 (i32.lt_u (local.get 0) (i32.const 100))))
    (i64.mul (local.get 1) (i64.extend_i32_u (local.get 0))))
  (func (export "f2") (param i32 i32) (result f64)
    (block
      (br_if 0 (i32.lt_s (local.get 0) (local.get 1)))
      (drop (i32.load8_u (local.get 0))))
    (f64.add (f64.convert_i32_u (local.get 0)) (f64.convert_i32_u (i32.shr_u (local.get 0) (i32.const 0))))))
