;; A frame held a float that had not been assigned yet, and undefined is no float.
;; seed 4
;; call f1(0)
;; call f1(1)
;; call f1(2)
(module
  (import "env" "f0" (func $f0 (param i32) (result i32)))
  (memory 1 1)
  (func (export "f1") (param i32)
    (local f64 f32)
    (block
      (block
        (br_if 0 (i32.eqz (local.get 0)))
        (br_if 1 (i32.gt_s (call $f0 (local.get 0)) (i32.const 100)))
        (local.set 1 (f64.load (i32.const 8))))
      (f64.store (i32.const 0)
        (block (result f64)
          (f64.sqrt (f64.convert_i32_s (call $f0 (i32.const 3))))
          (br_if 0 (local.get 0))
          (f64.add (f64.convert_i32_s (call $f0 (i32.const 4)))))))
    (loop
      (f32.store (i32.const 16)
        (f32.add
          (f32.convert_i32_s (local.get 0))
          (select (local.get 2) (f32.demote_f64 (local.get 1)) (call $f0 (i32.const 5)))))
      (local.set 2 (f32.load (i32.const 8)))
      (br_if 0 (i32.gt_s (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 0))))))
