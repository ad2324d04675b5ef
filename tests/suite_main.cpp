/// The main function of every test program that is written with CAF's test headers.
#define FAIL CAF_FAIL
#include "caf/test/unit_test_impl.hpp"
