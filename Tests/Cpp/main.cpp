// The tests of wsencoder.hpp: each file is a translation unit of its own, as in a program that includes the header everywhere.
#include "check.hpp"

int main()
{
    const struct {
        const char *name;
        void (*run)();
    } all[] = { { "messages", test_messages },
                { "properties", test_properties },
                { "streams", test_streams },
                { "transforms", test_transforms },
                { "framing", test_framing } };
    for (const auto &test : all) {
        test.run();
        std::printf("ok - %s\n", test.name);
    }
    return 0;
}
