// Embind's JavaScript, without what this door has no use for: overloads, wide strings,
// views of memory, and words for mistakes that only its author could make. Linked as a
// library, it replaces Emscripten's functions of the same names; what is not used then
// is not linked.

addToLibrary({
  $exposePublicSymbol__deps: [],
  $exposePublicSymbol: (name, value) => {
    Module[name] = value;
  },

  $replacePublicSymbol__deps: [],
  $replacePublicSymbol: (name, value) => {
    Module[name] = value;
  },

  $embind__requireFunction__deps: ["$wasmTable"],
  $embind__requireFunction: (signature, rawFunction) => wasmTable.get(rawFunction),

  $throwUnboundTypeError__deps: [],
  $throwUnboundTypeError: (message) => {
    throw new TypeError(message);
  },

  $extendError__deps: [],
  $extendError: () => TypeError,

  $createNamedFunction: (name, body) => body,

  $throwInternalError__deps: [],
  $throwInternalError: (message) => {
    throw new TypeError(message);
  },

  $throwBindingError__deps: [],
  $throwBindingError: (message) => {
    throw new TypeError(message);
  },

  $registerType__deps: ["$awaitingDependencies", "$registeredTypes", "$typeDependencies"],
  $registerType: (rawType, type) => {
    registeredTypes[rawType] = type;
    delete typeDependencies[rawType];
    awaitingDependencies[rawType]?.forEach((told) => told());
    delete awaitingDependencies[rawType];
  },

  _embind_register_float__deps: ["$registerType"],
  _embind_register_float: (rawType, name, size) => {
    registerType(rawType, {
      name,
      fromWireType: (value) => value,
      toWireType: (destructors, value) => value,
      argPackAdvance: GenericWireTypeSize,
      readValueFromPointer: (at) => (size === 8 ? HEAPF64[at >> 3] : HEAPF32[at >> 2]),
      destructorFunction: null,
    });
  },

  $requireRegisteredType__deps: ["$registeredTypes"],
  $requireRegisteredType: (rawType) => registeredTypes[rawType],

  $readLatin1String__deps: ["$UTF8Decoder"],
  $readLatin1String: (at) => UTF8Decoder.decode(HEAPU8.subarray(at, HEAPU8.indexOf(0, at))),

  $init_emval__deps: ["$emval_handles"],
  $init_emval__postset: "init_emval();",
  $init_emval: () => {
    emval_handles.push(0, 1, undefined, 1, null, 1, true, 1, false, 1);
  },

  // simdjson asks for an environment variable, and there is none.
  environ_sizes_get__deps: [],
  environ_sizes_get: (count, size) => {
    HEAPU32[count >> 2] = HEAPU32[size >> 2] = 0;
    return 0;
  },
  environ_get__deps: [],
  environ_get: () => 0,

  _embind_register_std_wstring__deps: [],
  _embind_register_std_wstring: () => {},

  _embind_register_memory_view__deps: [],
  _embind_register_memory_view: () => {},

  _embind_register_std_string__deps: ["$registerType", "$readPointer", "$UTF8Decoder", "malloc", "free"],
  _embind_register_std_string: (rawType) => {
    registerType(rawType, {
      name: "string",
      fromWireType: (at) => {
        const start = at + 4;
        const text = UTF8Decoder.decode(HEAPU8.subarray(start, start + HEAPU32[at >> 2]));
        _free(at);
        return text;
      },
      toWireType: (destructors, text) => {
        const bytes = new TextEncoder().encode(text);
        const at = _malloc(bytes.length + 5);
        HEAPU32[at >> 2] = bytes.length;
        HEAPU8.set(bytes, at + 4);
        HEAPU8[at + 4 + bytes.length] = 0;
        destructors?.push(_free, at);
        return at;
      },
      argPackAdvance: GenericWireTypeSize,
      readValueFromPointer: readPointer,
      destructorFunction: (at) => _free(at),
    });
  },
});
