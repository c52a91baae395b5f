;; Copies a short string of JavaScript into the engine's memory.
;;
;; A loop of JavaScript asks for each character apart. Engines that offer their strings to
;; WebAssembly ("JS string builtins") copy all of them into an array of WebAssembly's at once,
;; and reading that is a load each: half of the loop's time in Chromium 156, two thirds in
;; Firefox 153.
;; C++ has no word for such arrays, so this stands beside it, a module of its own: whoever
;; does not know it goes without.

(module
  (rec (type $characters (array (mut i16))))
  (import "env" "memory" (memory 1))
  (import "wasm:js-string" "intoCharCodeArray"
    (func $into (param externref (ref null $characters) i32) (result i32)))

  (global $array (mut (ref null $characters)) (ref.null $characters))

  ;; Writes four characters at a time, as bytes, and so up to three bytes behind the text.
  ;; Gives all their codes joined by "or": below 128 the text was ASCII, and is there. Characters
  ;; of an earlier text can make it more, never less.
  (func (export "copy") (param $text externref) (param $size i32) (param $to i32) (result i32)
    (local $array (ref null $characters))
    (local $i i32) (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $all i32)

    (if (ref.is_null (global.get $array))
      (then (global.set $array (array.new_default $characters (i32.const 1024)))))
    (local.set $array (global.get $array))
    (drop (call $into (local.get $text) (local.get $array) (i32.const 0)))

    (loop $more
      (local.set $a (array.get_u $characters (local.get $array) (local.get $i)))
      (local.set $b (array.get_u $characters (local.get $array) (i32.add (local.get $i) (i32.const 1))))
      (local.set $c (array.get_u $characters (local.get $array) (i32.add (local.get $i) (i32.const 2))))
      (local.set $d (array.get_u $characters (local.get $array) (i32.add (local.get $i) (i32.const 3))))
      (local.set $all
        (i32.or (local.get $all)
          (i32.or (i32.or (local.get $a) (local.get $b)) (i32.or (local.get $c) (local.get $d)))))
      (i32.store align=1 (i32.add (local.get $to) (local.get $i))
        (i32.or
          (i32.or (local.get $a) (i32.shl (local.get $b) (i32.const 8)))
          (i32.or (i32.shl (local.get $c) (i32.const 16)) (i32.shl (local.get $d) (i32.const 24)))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $more (i32.lt_u (local.get $i) (local.get $size))))
    (local.get $all)))
