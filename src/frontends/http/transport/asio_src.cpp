// The one place where Asio's sources are compiled (see CMakeLists.txt).
#include <boost/asio/impl/src.hpp>
