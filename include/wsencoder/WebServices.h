/* Microsoft's own code spells it so. */
#include "webservices.h"
