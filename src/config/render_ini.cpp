#include "parley/config/options.hpp"

namespace parley::config {

std::string render_ini() {
  std::string text =
      "# Every setting of parley with its default. Generated: `parley config --ini` prints it.\n"
      "# A flag (--section.key VALUE) goes before the environment (PARLEY_SECTION_KEY), that\n"
      "# before the file (--config FILE), that before the default.\n";
  std::string section;
  for (const auto& o : options()) {
    if (o.section != section) {
      section = o.section;
      text += "\n[" + section + "]\n";
    }
    text += "\n# " + o.effect + "\n";
    text += "# Allowed: " + o.allowed + (o.unit.empty() ? "" : ". Unit: " + o.unit) + ".\n";
    text += o.key + " = " + o.fallback + "\n";
  }
  return text;
}

}  // namespace parley::config
