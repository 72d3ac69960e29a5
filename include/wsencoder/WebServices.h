/* The spelling that Microsoft's own sources use for webservices.h. */
#include "webservices.h"
