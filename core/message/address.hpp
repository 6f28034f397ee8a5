#pragma once

#include <string>
#include <string_view>

namespace understudy {

// Where a message goes to or comes from, as the API has it: "+15552229999", "whatsapp:+15552229999", the short code
// "12345", the name "My Shop".

// One spelling for one address, so that lists find what is in them: a number loses its spaces, brackets, dots and
// dashes, a name stays as it is. A number without its country code keeps lacking it.
std::string plain_address(std::string_view address);
// "+15552229999" of "whatsapp:+15552229999"; all of it where there is no channel.
std::string_view without_channel(std::string_view address);

}  // namespace understudy
