// Turns api/openapi.yaml into a C++ file with the same document as JSON, so that the server needs no YAML parser.
// Usage: node openapi_to_json.mjs api/openapi.yaml out.cpp
import {readFileSync, writeFileSync} from 'node:fs';
import {parse} from 'yaml';

const [, , source, target] = process.argv;
if (!target) {
  console.error('usage: openapi_to_json.mjs OPENAPI.yaml OUT.cpp');
  process.exit(2);
}
const document = parse(readFileSync(source, 'utf8'), {strict: true, uniqueKeys: true});
const text = JSON.stringify(document);
if (text.includes(')~json~"')) throw new Error(`${source} holds the delimiter )~json~"`);
writeFileSync(
  target,
  `// Generated from ${source.split('/').slice(-2).join('/')} by tools/openapi_to_json.mjs.
#include "server/gateway/openapi_json.hpp"
namespace jobswipe::gateway {
const std::string_view kOpenapiJson = R"~json~(${text})~json~";
}  // namespace jobswipe::gateway
`,
);
