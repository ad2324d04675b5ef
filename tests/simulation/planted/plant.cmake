# cmake -DBUG=planted/NAME.cmake -DTOP=... -DOUT=... -P plant.cmake
#
# Writes a copy of a file of the product with one rule taken out. BUG sets FILE, FIND and REPLACE.
include(${BUG})
file(READ ${TOP}/${FILE} text)
string(FIND "${text}" "${FIND}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "${BUG} finds its place in ${FILE} no more:\n${FIND}\nPlant the bug anew: where the rule is now.")
endif()
string(REPLACE "${FIND}" "${REPLACE}" planted "${text}")
file(WRITE ${OUT} "${planted}")
