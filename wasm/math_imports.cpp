// The engines' logarithms, powers and exponentials are JavaScript's: the tables that a C library
// brings for them are a sixth of its size, and incompressible.

extern "C" {

__attribute__((import_module("env"), import_name("log"))) double javaScriptLog(double x);
__attribute__((import_module("env"), import_name("exp"))) double javaScriptExp(double x);
__attribute__((import_module("env"), import_name("pow"))) double javaScriptPow(double x, double y);

double exp(double x) { return javaScriptExp(x); }
double log(double x) { return javaScriptLog(x); }
double pow(double x, double y) { return javaScriptPow(x, y); }
}
