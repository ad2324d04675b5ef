// The one place where Beast's sources are compiled (see CMakeLists.txt).
#include <boost/beast/src.hpp>
