#include "simulator/media.hpp"

#include "simulator/media_types.hpp"

#include <catch2/catch.hpp>

using namespace understudy::simulator;

namespace {

Media medium(std::string sid, std::size_t size) {
  Media made;
  made.sid = std::move(sid);
  made.content_type = "image/png";
  made.bytes = std::string(size, 'x');
  return made;
}

std::vector<std::string> sids(const MediaStore& store, std::size_t message) {
  std::vector<std::string> found;
  for (const Media* one : store.of(message)) found.push_back(one->sid);
  return found;
}

using Sids = std::vector<std::string>;

}  // namespace

TEST_CASE("media are found with their message only, in the order in which they came") {
  MediaStore store(100);
  store.add(7, medium("a", 1));
  store.add(8, medium("b", 1));
  store.add(7, medium("c", 1));
  CHECK(sids(store, 7) == Sids{"a", "c"});
  CHECK(sids(store, 9).empty());
  CHECK(store.find(7, "c")->sid == "c");
  CHECK_FALSE(store.find(8, "c"));
}

TEST_CASE("media that are erased give up their bytes") {
  MediaStore store(100);
  store.add(7, medium("a", 10));
  store.add(7, medium("b", 20));
  store.add(8, medium("c", 30));
  CHECK_FALSE(store.erase(8, "a"));
  CHECK(store.erase(7, "a"));
  CHECK(store.bytes() == 50);
  store.erase_all(7);
  CHECK(sids(store, 7).empty());
  CHECK(store.bytes() == 30);
}

TEST_CASE("beyond the bytes that may be kept, the oldest media go") {
  MediaStore store(100);
  store.add(9, medium("oldest", 40));
  Media small;
  small.sid = "placeholder";
  small.placeholder = true;
  store.add(9, small);
  store.add(1, medium("b", 40));
  store.add(9, medium("c", 40));
  CHECK(sids(store, 9) == Sids{"placeholder", "c"});
  CHECK(sids(store, 1) == Sids{"b"});
  CHECK(store.bytes() == 80);
  store.add(2, medium("too large for any", 101));
  CHECK(sids(store, 2).empty());
  CHECK(store.bytes() == 0);
}

TEST_CASE("a URL's ending says the type, whatever its query") {
  CHECK(type_by_ending("https://a.test/cat.png?size=2#x") == "image/png");
  CHECK(type_by_ending("https://a.test/me.vcf") == "text/vcard");
  CHECK(type_by_ending("https://a.test/cat?name=dog.gif") == "image/jpeg");
}

TEST_CASE("a media type is compared without parameters and letter case") {
  CHECK(media_type("Image/PNG ; charset=x") == "image/png");
  CHECK(media_type("").empty());
  CHECK(is_accepted_media("video/mp4"));
  CHECK_FALSE(is_resized_media("video/mp4"));
  CHECK(is_resized_media("image/jpg"));
  CHECK_FALSE(is_accepted_media("text/html"));
}

TEST_CASE("a placeholder is a picture of its type") {
  CHECK(placeholder_image("image/png").starts_with("\x89PNG\r\n"));
  CHECK(placeholder_image("image/gif").starts_with("GIF89a"));
  CHECK(placeholder_image("image/jpeg").starts_with("\xff\xd8\xff"));
  CHECK(placeholder_image("video/mp4") == placeholder_image("image/jpeg"));
}
