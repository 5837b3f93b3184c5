import assert from 'node:assert/strict';
import {test} from 'node:test';
import {includeViolations} from './include_rules.mjs';

const bad = [
  ['a step that includes another step', 'server/swipe/handler.cpp', '#include "server/claim/handler.hpp"'],
  ['a server that includes the agent', 'server/app.cpp', '#include "agent/apply/apply.hpp"'],
  ['an agent that includes the server', 'agent/link/link_test.cpp', '#include "server/gateway/gateway.hpp"'],
  ['core that includes io', 'core/base/clock.cpp', '#include "io/http/client.hpp"'],
  ['io that includes the server', 'io/http/server.cpp', '#include "server/store/pool.hpp"'],
  ['libpq outside io/postgres', 'server/store/swipes.cpp', '#include <libpq-fe.h>'],
  ['hiredis outside io/redis', 'server/queue/queue.cpp', '#include <hiredis/hiredis.h>'],
  ['Beast in a header', 'io/http/server.hpp', '#include <boost/beast/http.hpp>'],
  ['SQLite outside io/sqlite', 'agent/journal/journal.cpp', '#include <sqlite3.h>'],
  ['Qt outside desktop', 'agent/app.cpp', '#include <QString>'],
  ['<format>, which g++ 12 lacks', 'core/base/id.cpp', '#include <format>'],
  ['a relative include', 'core/base/id.cpp', '#include "../domain/state.hpp"'],
];
for (const [name, path, source] of bad) {
  test(`catches ${name}`, () => assert.equal(includeViolations(path, `#pragma once\n${source}\n`)[0]?.line, 2));
}

const good = [
  ['server/swipe/handler.cpp', '#include "server/store/swipes.hpp"'],
  ['server/swipe/handler.cpp', '#include "server/gateway/gateway.hpp"'],
  ['server/swipe/handler.cpp', '#include "server/swipe/handler.hpp"'],
  ['server/app.cpp', '#include "server/swipe/handler.hpp"'],
  ['server/swipe/handler_test.cpp', '#include "server/claim/handler.hpp"'],
  ['agent/app.cpp', '#include "agent/journal/journal.hpp"'],
  ['io/http/server.cpp', '#include <boost/beast/http.hpp>'],
  ['core/base/id.cpp', '#include <vector>'],
];
for (const [path, source] of good) {
  test(`lets ${path} write ${source}`, () => assert.deepEqual(includeViolations(path, source), []));
}
