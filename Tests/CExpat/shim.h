/* What the tests judge well-formedness by. */
#include <expat.h>
