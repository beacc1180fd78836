;; Kernels over 64-bit words in linear memory, little-endian, that is (low, high) pairs of int32. `pnpm kernel` assembles them
;; into assembled.ts. Addresses are in bytes; they must be in bounds, which checked.ts sees to. The algebra is 0 for xor and 1
;; for sum, as in `Algebra`.
;;
;; Loops are unrolled because the counter would otherwise cost as much as the work. The loads of one turn are combined as
;; a tree, not as a chain through the accumulator: each link of a chain waits for the one before, and it is a quarter as fast.
(module
  (import "kernel" "memory" (memory 0))

  (func (export "reduce") (param $algebra i32) (param $register i32) (param $words i32) (param $count i32)
    (if (local.get $algebra)
      (then (call $reduceSum (local.get $register) (local.get $words) (local.get $count)))
      (else (call $reduceXor (local.get $register) (local.get $words) (local.get $count)))))

  (func (export "combine") (param $algebra i32) (param $file i32) (param $other i32) (param $count i32)
    (if (local.get $algebra)
      (then (call $combineSum (local.get $file) (local.get $other) (local.get $count)))
      (else (call $combineXor (local.get $file) (local.get $other) (local.get $count)))))

  (func (export "scatter") (param $algebra i32) (param $file i32) (param $indices i32) (param $words i32) (param $count i32)
    (if (local.get $algebra)
      (then (call $scatterSum (local.get $file) (local.get $indices) (local.get $words) (local.get $count)))
      (else (call $scatterXor (local.get $file) (local.get $indices) (local.get $words) (local.get $count)))))

  ;; whether any of `count` indices is `length` or more
  (func (export "exceeds") (param $indices i32) (param $count i32) (param $length i32) (result i32) (local $any v128) (local $one i32)
    (block $few
      (loop $next
        (br_if $few (i32.lt_u (local.get $count) (i32.const 8)))
        (local.set $any
          (v128.or (local.get $any)
            (i32x4.ge_u
              (i32x4.max_u (v128.load (local.get $indices)) (v128.load offset=16 (local.get $indices)))
              (i32x4.splat (local.get $length)))))
        (local.set $indices (i32.add (local.get $indices) (i32.const 32)))
        (local.set $count (i32.sub (local.get $count) (i32.const 8)))
        (br $next)))
    (local.set $one (v128.any_true (local.get $any)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $one (i32.or (local.get $one) (i32.ge_u (i32.load (local.get $indices)) (local.get $length))))
        (local.set $indices (i32.add (local.get $indices) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (local.get $one))

  ;; register ^= each of `count` words
  (func $reduceXor (param $register i32) (param $words i32) (param $count i32) (local $both v128) (local $total i64)
    (block $few
      (loop $next
        (br_if $few (i32.lt_u (local.get $count) (i32.const 16)))
        (local.set $both
          (v128.xor (local.get $both)
            (v128.xor
              (v128.xor
                (v128.xor (v128.load (local.get $words)) (v128.load offset=16 (local.get $words)))
                (v128.xor (v128.load offset=32 (local.get $words)) (v128.load offset=48 (local.get $words))))
              (v128.xor
                (v128.xor (v128.load offset=64 (local.get $words)) (v128.load offset=80 (local.get $words)))
                (v128.xor (v128.load offset=96 (local.get $words)) (v128.load offset=112 (local.get $words)))))))
        (local.set $words (i32.add (local.get $words) (i32.const 128)))
        (local.set $count (i32.sub (local.get $count) (i32.const 16)))
        (br $next)))
    (local.set $total (i64.xor (i64x2.extract_lane 0 (local.get $both)) (i64x2.extract_lane 1 (local.get $both))))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $total (i64.xor (local.get $total) (i64.load (local.get $words))))
        (local.set $words (i32.add (local.get $words) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (i64.store (local.get $register) (i64.xor (i64.load (local.get $register)) (local.get $total))))

  ;; register += each of `count` words
  (func $reduceSum (param $register i32) (param $words i32) (param $count i32) (local $both v128) (local $total i64)
    (block $few
      (loop $next
        (br_if $few (i32.lt_u (local.get $count) (i32.const 16)))
        (local.set $both
          (i64x2.add (local.get $both)
            (i64x2.add
              (i64x2.add
                (i64x2.add (v128.load (local.get $words)) (v128.load offset=16 (local.get $words)))
                (i64x2.add (v128.load offset=32 (local.get $words)) (v128.load offset=48 (local.get $words))))
              (i64x2.add
                (i64x2.add (v128.load offset=64 (local.get $words)) (v128.load offset=80 (local.get $words)))
                (i64x2.add (v128.load offset=96 (local.get $words)) (v128.load offset=112 (local.get $words)))))))
        (local.set $words (i32.add (local.get $words) (i32.const 128)))
        (local.set $count (i32.sub (local.get $count) (i32.const 16)))
        (br $next)))
    (local.set $total (i64.add (i64x2.extract_lane 0 (local.get $both)) (i64x2.extract_lane 1 (local.get $both))))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $total (i64.add (local.get $total) (i64.load (local.get $words))))
        (local.set $words (i32.add (local.get $words) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (i64.store (local.get $register) (i64.add (i64.load (local.get $register)) (local.get $total))))

  ;; file[n] ^= other[n]
  (func $combineXor (param $file i32) (param $other i32) (param $count i32)
    (block $few
      (loop $next
        (br_if $few (i32.lt_u (local.get $count) (i32.const 8)))
        (v128.store (local.get $file) (v128.xor (v128.load (local.get $file)) (v128.load (local.get $other))))
        (v128.store offset=16 (local.get $file) (v128.xor (v128.load offset=16 (local.get $file)) (v128.load offset=16 (local.get $other))))
        (v128.store offset=32 (local.get $file) (v128.xor (v128.load offset=32 (local.get $file)) (v128.load offset=32 (local.get $other))))
        (v128.store offset=48 (local.get $file) (v128.xor (v128.load offset=48 (local.get $file)) (v128.load offset=48 (local.get $other))))
        (local.set $file (i32.add (local.get $file) (i32.const 64)))
        (local.set $other (i32.add (local.get $other) (i32.const 64)))
        (local.set $count (i32.sub (local.get $count) (i32.const 8)))
        (br $next)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (i64.store (local.get $file) (i64.xor (i64.load (local.get $file)) (i64.load (local.get $other))))
        (local.set $file (i32.add (local.get $file) (i32.const 8)))
        (local.set $other (i32.add (local.get $other) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next))))

  ;; file[n] += other[n]
  (func $combineSum (param $file i32) (param $other i32) (param $count i32)
    (block $few
      (loop $next
        (br_if $few (i32.lt_u (local.get $count) (i32.const 8)))
        (v128.store (local.get $file) (i64x2.add (v128.load (local.get $file)) (v128.load (local.get $other))))
        (v128.store offset=16 (local.get $file) (i64x2.add (v128.load offset=16 (local.get $file)) (v128.load offset=16 (local.get $other))))
        (v128.store offset=32 (local.get $file) (i64x2.add (v128.load offset=32 (local.get $file)) (v128.load offset=32 (local.get $other))))
        (v128.store offset=48 (local.get $file) (i64x2.add (v128.load offset=48 (local.get $file)) (v128.load offset=48 (local.get $other))))
        (local.set $file (i32.add (local.get $file) (i32.const 64)))
        (local.set $other (i32.add (local.get $other) (i32.const 64)))
        (local.set $count (i32.sub (local.get $count) (i32.const 8)))
        (br $next)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (i64.store (local.get $file) (i64.add (i64.load (local.get $file)) (i64.load (local.get $other))))
        (local.set $file (i32.add (local.get $file) (i32.const 8)))
        (local.set $other (i32.add (local.get $other) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next))))

  ;; file[indices[n]] ^= words[n]
  (func $scatterXor (param $file i32) (param $indices i32) (param $words i32) (param $count i32) (local $at i32)
    (block $few
      (loop $next
        (br_if $few (i32.lt_u (local.get $count) (i32.const 8)))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load (local.get $indices)) (i32.const 3))))
          (i64.xor (i64.load (local.get $at)) (i64.load (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=4 (local.get $indices)) (i32.const 3))))
          (i64.xor (i64.load (local.get $at)) (i64.load offset=8 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=8 (local.get $indices)) (i32.const 3))))
          (i64.xor (i64.load (local.get $at)) (i64.load offset=16 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=12 (local.get $indices)) (i32.const 3))))
          (i64.xor (i64.load (local.get $at)) (i64.load offset=24 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=16 (local.get $indices)) (i32.const 3))))
          (i64.xor (i64.load (local.get $at)) (i64.load offset=32 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=20 (local.get $indices)) (i32.const 3))))
          (i64.xor (i64.load (local.get $at)) (i64.load offset=40 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=24 (local.get $indices)) (i32.const 3))))
          (i64.xor (i64.load (local.get $at)) (i64.load offset=48 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=28 (local.get $indices)) (i32.const 3))))
          (i64.xor (i64.load (local.get $at)) (i64.load offset=56 (local.get $words))))
        (local.set $indices (i32.add (local.get $indices) (i32.const 32)))
        (local.set $words (i32.add (local.get $words) (i32.const 64)))
        (local.set $count (i32.sub (local.get $count) (i32.const 8)))
        (br $next)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load (local.get $indices)) (i32.const 3))))
          (i64.xor (i64.load (local.get $at)) (i64.load (local.get $words))))
        (local.set $indices (i32.add (local.get $indices) (i32.const 4)))
        (local.set $words (i32.add (local.get $words) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next))))

  ;; file[indices[n]] += words[n]
  (func $scatterSum (param $file i32) (param $indices i32) (param $words i32) (param $count i32) (local $at i32)
    (block $few
      (loop $next
        (br_if $few (i32.lt_u (local.get $count) (i32.const 8)))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load (local.get $indices)) (i32.const 3))))
          (i64.add (i64.load (local.get $at)) (i64.load (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=4 (local.get $indices)) (i32.const 3))))
          (i64.add (i64.load (local.get $at)) (i64.load offset=8 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=8 (local.get $indices)) (i32.const 3))))
          (i64.add (i64.load (local.get $at)) (i64.load offset=16 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=12 (local.get $indices)) (i32.const 3))))
          (i64.add (i64.load (local.get $at)) (i64.load offset=24 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=16 (local.get $indices)) (i32.const 3))))
          (i64.add (i64.load (local.get $at)) (i64.load offset=32 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=20 (local.get $indices)) (i32.const 3))))
          (i64.add (i64.load (local.get $at)) (i64.load offset=40 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=24 (local.get $indices)) (i32.const 3))))
          (i64.add (i64.load (local.get $at)) (i64.load offset=48 (local.get $words))))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load offset=28 (local.get $indices)) (i32.const 3))))
          (i64.add (i64.load (local.get $at)) (i64.load offset=56 (local.get $words))))
        (local.set $indices (i32.add (local.get $indices) (i32.const 32)))
        (local.set $words (i32.add (local.get $words) (i32.const 64)))
        (local.set $count (i32.sub (local.get $count) (i32.const 8)))
        (br $next)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (i64.store
          (local.tee $at (i32.add (local.get $file) (i32.shl (i32.load (local.get $indices)) (i32.const 3))))
          (i64.add (i64.load (local.get $at)) (i64.load (local.get $words))))
        (local.set $indices (i32.add (local.get $indices) (i32.const 4)))
        (local.set $words (i32.add (local.get $words) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))))
