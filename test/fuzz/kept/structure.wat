;; Not a fault so far: blocks, branches and tables of branches out of which ifs, loops and switches are made.
;; seed 11
;; call f1(0)
;; call f1(1)
;; call f1(2)
;; call f1(3)
;; call f1(-1)
;; call f2(3, 0)
;; call f2(0, 3)
;; call f3(6)
;; call f4(0, 1)
;; call f4(1, 0)
;; call f4(1, 1)
(module
  (import "env" "f0" (func $f0 (param i32) (result i32)))
  (func (export "f1") (param i32) (result i32)
    (local i32)
    (block (block (block (block
      (br_table 0 2 1 0 3 (local.get 0)))
        (local.set 1 (call $f0 (i32.const 1))))
        (local.set 1 (i32.add (local.get 1) (i32.const 10)))
        (br 1))
      (local.set 1 (i32.mul (call $f0 (i32.const 2)) (i32.const 3))))
    (local.get 1))
  (func (export "f2") (param i32 i32) (result i32)
    (block
      (loop
        (br_if 1 (i32.eqz (local.get 0)))
        (local.set 1 (i32.add (local.get 1) (call $f0 (local.get 0))))
        (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
        (br 0)))
    (local.get 1))
  (func (export "f3") (param i32) (result i32)
    (local i32)
    (loop
      (block
        (br_if 0 (i32.and (local.get 0) (i32.const 1)))
        (local.set 1 (i32.add (local.get 1) (i32.const 100)))
        (br_if 1 (i32.gt_s (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 2))))
      (local.set 1 (i32.add (local.get 1) (i32.const 1)))
      (br_if 0 (i32.gt_s (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 0))))
    (local.get 1))
  (func (export "f4") (param i32 i32) (result i32)
    (block
      (block
        (br_if 0 (local.get 0))
        (br_if 1 (i32.eqz (call $f0 (local.get 1)))))
      (br_if 0 (local.get 1))
      (return (i32.const 1)))
    (i32.const 2)))
