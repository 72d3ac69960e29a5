#include "in_place.h"

#include <pugixml.hpp>
#include <rapidxml/rapidxml.hpp>

bool parse_with_pugixml(char *text, size_t size)
{
    static pugi::xml_document document;
    bool isWellFormed = document.load_buffer_inplace(text, size);
    document.reset();
    return isWellFormed;
}

bool parse_with_rapidxml(char *text, size_t)
{
    /* Its first pool of memory is inside of it. */
    static rapidxml::xml_document<> document;
    try {
        document.parse<rapidxml::parse_default>(text);
    } catch (const rapidxml::parse_error &) {
        return false;
    }
    document.clear();
    return true;
}

unsigned pugixml_version()
{
    return PUGIXML_VERSION;
}
