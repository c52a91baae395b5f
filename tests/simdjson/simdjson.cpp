// simdjson itself, as @nozbe/simdjson brings it. It has a name of its own here, so that what
// it warns of can be silenced, and so that a tree without node_modules can be configured.
#include <simdjson.cpp>
