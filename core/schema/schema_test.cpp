#include "core/schema/schema.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "core/schema/parse.hpp"

namespace jobswipe::schema {
namespace {

namespace json = boost::json;
using base::FieldError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<FieldError> check(std::string_view schema, std::string_view value) {
  const json::value document = json::parse(R"({"components": {"schemas": {
      "Id": {"type": "string", "format": "uuid"},
      "Tree": {"type": "object", "additionalProperties": false, "properties": {
          "name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}}}}}})");
  Compiler compiler(document);
  const Schema compiled = compiler.compile(json::parse(schema), "test");
  json::value parsed = json::parse(value);
  return compiled.check(parsed);
}

TEST(Schema, SaysInPlainWordsWhatIsWrongAndWhere) {
  const struct {
    const char* schema;
    const char* value;
    const char* pointer;  ///< nullptr: all is well
    const char* reason;
  } table[] = {
      {R"({"type":"string"})", R"("x")", nullptr, ""},
      {R"({"type":"string"})", "1", "", "must be text"},
      {R"({"type":"integer"})", "1.5", "", "must be a whole number"},
      {R"({"type":"integer"})", "1.0", nullptr, ""},
      {R"({"type":"integer"})", "18446744073709551615", "", "is too large a number"},
      {R"({"type":"integer"})", "1e300", "", "is too large a number"},
      {R"({"type":"number"})", "1.5", nullptr, ""},
      {R"({"type":"number"})", "true", "", "must be a number"},
      {R"({"type":["string","null"]})", "null", nullptr, ""},
      {R"({"type":["string","null"]})", "[]", "", "must be text, or null"},
      {R"({"enum":["a","b",null]})", R"("c")", "", "must be one of a, b, null"},
      {R"({"enum":["a","b",null]})", "null", nullptr, ""},
      {R"({"const":true})", "false", "", "must be true"},
      {R"({"minimum":1,"maximum":10})", "0", "", "must be at least 1"},
      {R"({"minimum":1,"maximum":10})", "11", "", "must be at most 10"},
      {R"({"minimum":1,"maximum":10})", "10", nullptr, ""},
      {R"({"exclusiveMinimum":1})", "1", "", "must be more than 1"},
      {R"({"exclusiveMaximum":1})", "1", "", "must be less than 1"},
      {R"({"minLength":1})", R"("")", "", "must not be empty"},
      {R"({"minLength":3})", R"("éé")", "", "must have at least 3 characters"},
      {R"({"maxLength":3})", R"("ééé")", nullptr, ""},
      {R"({"maxLength":3})", R"("😀😀😀😀")", "", "must have at most 3 characters"},
      {R"({"type":"string"})", R"("a\u0000b")", "", "must not hold a NUL character"},
      {R"({"pattern":"^[A-Z]{3}$"})", R"("EUR")", nullptr, ""},
      {R"({"pattern":"^[A-Z]{3}$"})", R"("EURO")", "", "must match ^[A-Z]{3}$"},
      {R"({"format":"uuid"})", R"("0190b8a4-0000-7000-8000-000000000001")", nullptr, ""},
      {R"({"format":"uuid"})", R"("0190b8a4")", "", "must be a UUID"},
      {R"({"format":"email"})", R"("a.b+c@example.com")", nullptr, ""},
      {R"({"format":"email"})", R"("a@b@c")", "", "must be an e-mail address"},
      {R"({"format":"email"})", R"("a b@c.de")", "", "must be an e-mail address"},
      {R"({"format":"email"})", R"("a@-b.de")", "", "must be an e-mail address"},
      {R"({"format":"email"})", R"("@c.de")", "", "must be an e-mail address"},
      {R"({"format":"date"})", R"("2024-02-29")", nullptr, ""},
      {R"({"format":"date"})", R"("2023-02-29")", "", "must be a date like 2026-01-31"},
      {R"({"format":"date"})", R"("2023-2-9")", "", "must be a date like 2026-01-31"},
      {R"({"format":"date-time"})", R"("2026-01-31T09:30:00.123+01:00")", nullptr, ""},
      {R"({"format":"date-time"})", R"("2026-01-31")", "", "must be a time like 2026-01-31T09:30:00Z"},
      {R"({"format":"date-time"})", R"("2026-13-01T00:00:00Z")", "", "must be a time like 2026-01-31T09:30:00Z"},
      {R"({"format":"uri"})", R"("https://push.example/x?y")", nullptr, ""},
      {R"({"format":"uri"})", R"("/relative")", "", "must be an absolute URI"},
      {R"({"items":{"type":"integer"}})", R"([1,"x",3])", "/1", "must be a whole number"},
      {R"({"minItems":1})", "[]", "", "must have at least 1 entry"},
      {R"({"maxItems":2})", "[1,2,3]", "", "must have at most 2 entries"},
      {R"({"uniqueItems":true})", R"([1,{"a":1},{"a":1}])", "/2", "is in the list twice"},
      {R"({"required":["a/b"]})", "{}", "/a~1b", "is required"},
      {R"({"properties":{"a":{"type":"string"}},"additionalProperties":false})", R"({"a":"x","b~":1})", "/b~0",
       "is not a known field"},
      {R"({"additionalProperties":{"type":"integer"}})", R"({"x":"y"})", "/x", "must be a whole number"},
      {R"({"maxProperties":1})", R"({"a":1,"b":2})", "", "must have at most 1 field"},
      {R"({"minProperties":1})", "{}", "", "must have at least 1 field"},
      {R"({"$ref":"#/components/schemas/Id"})", R"("x")", "", "must be a UUID"},
      {R"({"allOf":[{"$ref":"#/components/schemas/Id"}],"description":"d"})", R"("x")", "", "must be a UUID"},
      {R"({"$ref":"#/components/schemas/Tree"})", R"({"children":[{"children":[{"name":1}]}]})",
       "/children/0/children/0/name", "must be text"},
      {R"({"anyOf":[{"type":"string","maxLength":2},{"type":"null"}]})", "null", nullptr, ""},
      {R"({"anyOf":[{"type":"string","maxLength":2},{"type":"null"}]})", "1", "", "must be text, or null"},
      {R"({"anyOf":[{"type":"string","maxLength":2},{"type":"null"}]})", R"("abc")", "",
       "must have at most 2 characters"},
      {R"({"anyOf":[{"$ref":"#/components/schemas/Id"},{"type":"null"}]})", R"("abc")", "", "must be a UUID"},
      {R"({"oneOf":[{"minimum":1},{"maximum":5}]})", "3", "", "fits more than one of the allowed forms"},
      {R"({"oneOf":[{"minimum":4},{"maximum":2}]})", "3", "", "fits none of the allowed forms"},
      {R"({"oneOf":[{"minimum":4},{"maximum":2}]})", "5", nullptr, ""},
  };
  for (const auto& row : table) {
    const auto errors = check(row.schema, row.value);
    if (row.pointer) {
      EXPECT_THAT(errors, ElementsAre(FieldError{row.pointer, row.reason})) << row.schema << " against " << row.value;
    } else {
      EXPECT_THAT(errors, IsEmpty()) << row.schema << " against " << row.value;
    }
  }
}

TEST(Schema, ListsEveryViolationOfAnObject) {
  EXPECT_THAT(check(R"({"type":"object","additionalProperties":false,"required":["id","n"],"properties":{
                        "id":{"format":"uuid"},"n":{"type":"integer"},"t":{"type":"string"}}})",
                    R"({"id":"x","t":5,"extra":1})"),
              ElementsAre(FieldError{"/n", "is required"}, FieldError{"/id", "must be a UUID"},
                          FieldError{"/t", "must be text"}, FieldError{"/extra", "is not a known field"}));
}

TEST(Schema, FillsInDefaultsAlsoThroughReferencesAndInTheBranchThatFits) {
  const json::value document = json::parse(R"({"Limit":{"type":"integer","default":20}})");
  Compiler compiler(document);
  const Schema schema = compiler.compile(
      json::parse(R"({"type":"object","properties":{"limit":{"$ref":"#/Limit"},"save":{"type":"boolean","default":true},
          "inner":{"anyOf":[{"type":"object","required":["x"],"properties":{"a":{"default":1}}},
                            {"type":"object","properties":{"b":{"default":2}}}]}}})"),
      "test");
  json::value value = json::parse(R"({"save":false,"inner":{}})");
  EXPECT_THAT(schema.check(value), IsEmpty());
  EXPECT_EQ(value, json::parse(R"({"save":false,"limit":20,"inner":{"b":2}})"));
}

TEST(Schema, TurnsWholeNumbersIntoIntegers) {
  const json::value document;
  Compiler compiler(document);
  const Schema schema = compiler.compile(json::parse(R"({"type":"integer"})"), "test");
  json::value value = json::parse("3e2");
  EXPECT_THAT(schema.check(value), IsEmpty());
  EXPECT_TRUE(value.is_int64());
}

TEST(Compiler, StopsAtWhatItDoesNotUnderstand) {
  const json::value document = json::parse("{}");
  for (const char* bad :
       {R"({"patternProperties":{}})", R"({"type":"text"})", R"({"type":5})", R"({"format":"phone"})",
        R"({"pattern":"("})", R"({"minLength":-1})", R"({"$ref":"#/nothing"})", R"({"$ref":"other.yaml"})",
        R"({"properties":[]})", R"({"required":"a"})", R"({"anyOf":[]})", R"({"items":5})", "5"}) {
    Compiler compiler(document);
    EXPECT_THROW(compiler.compile(json::parse(bad), "here"), std::invalid_argument) << bad;
  }
}

TEST(Compiler, NamesThePlaceOfAnUnknownKeyword) {
  const json::value document = json::parse("{}");
  Compiler compiler(document);
  try {
    compiler.compile(json::parse(R"({"properties":{"a/b":{"contains":{}}}})"), "X");
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "schema at X/properties/a~1b/contains: keyword \"contains\" is not understood here");
  }
}

TEST(Parse, NamesThePlaceWhereTheJsonBreaks) {
  const struct {
    std::string text;
    const char* pointer;
    const char* part_of_reason;
  } table[] = {
      {R"({"a":[1,2,x]})", "/a/2", "at byte 10"},
      {R"({"a":{"b":tru}})", "/a/b", "at byte"},
      {R"({"a":1,"b":"\uD800"})", "/b", "at byte"},
      {"{\"a\":\"\xff\"}", "/a", "at byte"},
      {R"({"a":1)", "/a", "ends too early"},
      {R"({"a":1} x)", "", "follows"},
      {R"({"a":01})", "/a", "at byte"},
      {R"({"a":NaN})", "/a", "at byte"},
      {R"({'a':1})", "", "at byte 1"},
      {"", "", "ends too early"},
      {std::string(40, '['), "/0", "too deep"},
      {"\xef\xbb\xbf{}", "", "at byte 0"},
  };
  for (const auto& row : table) {
    const auto result = parse(row.text);
    ASSERT_TRUE(result.has_error()) << row.text;
    ASSERT_EQ(result.error().fields.size(), 1u) << row.text;
    EXPECT_THAT(result.error().fields[0].pointer, ::testing::StartsWith(row.pointer)) << row.text;
    EXPECT_THAT(result.error().fields[0].reason, ::testing::HasSubstr(row.part_of_reason)) << row.text;
  }
}

TEST(Parse, ReadsGoodJson) {
  const auto result = parse(" {\"a\": [1, \"\\u20ac\", \"€\"]} \n");
  ASSERT_TRUE(result);
  EXPECT_EQ(json::serialize(*result), "{\"a\":[1,\"€\",\"€\"]}");
}

}  // namespace
}  // namespace jobswipe::schema
