# A summary is taken though messages were erased since its source was read.
set(FILE src/storage/summaries.cpp)
set(FIND "if (order.erasures != there.erasures)")
set(REPLACE "if (order.erasures > there.erasures)")
