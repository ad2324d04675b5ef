#pragma once

/// The one include of a host application.

#include "parley/base/version.hpp"
#include "parley/config/load.hpp"
#include "parley/config/options.hpp"
#include "parley/config/settings.hpp"
#include "parley/context/system_prompt.hpp"
#include "parley/context/tool_call_text.hpp"
#include "parley/context/view_builder.hpp"
#include "parley/context/window.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"
#include "parley/protocol/errors.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/runtime/node.hpp"
