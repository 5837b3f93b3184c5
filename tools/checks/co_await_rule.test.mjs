import assert from 'node:assert/strict';
import {test} from 'node:test';
import {coAwaitViolations} from './co_await_rule.mjs';

const inFunction = (body) => `namespace a::b {\nasio::awaitable<int> X::f(int x) const {\n${body}\n}\n}\n`;
const caught = (body) => coAwaitViolations(inFunction(body)).map(({line, what}) => `${line - 2} ${what.split(' in a ')[0]}`);

const mustBeCaught = [
  ['a braced argument', 'co_await send(Request{1, 2});', ['1 braces']],
  ['a braced result', 'co_return Out{co_await f(), x};', ['1 braces']],
  ['a bare braced list', 'co_await send({1, 2});', ['1 braces']],
  ['an empty default', 'auto y = co_await get(std::string{});', ['1 braces']],
  ['a statement over several lines', 'auto y =\n    co_await get(\n        Key{\n            x});', ['3 braces']],
  ['a capturing lambda', 'co_await async([x] { return x; });', ['1 a capturing lambda']],
  ['a lambda that captures this', 'co_await async([this](int y) { return y; }, asio::use_awaitable);', ['1 a capturing lambda']],
  ['a default capture', 'auto r = co_await run([&]() -> int { return 1; });', ['1 a capturing lambda']],
  ['a conditional', 'auto y = x > 1 ? co_await f() : 0;', ['1 ?:']],
  ['a conditional on another line', 'co_await f(x > 1\n             ? 2\n             : 3);', ['2 ?:']],
  ['braces in an if', 'if (co_await f(Key{1})) return;', ['1 braces']],
  ['braces in a range-for', 'for (auto& y : co_await all(Key{})) use(y);', ['1 braces']],
  ['within a lambda', 'spawn([this]() -> asio::awaitable<void> {\n  co_await g({});\n});', ['2 braces']],
  ['after a lambda in the same statement', 'use([x] { return x; }, co_await f());', ['1 a capturing lambda']],
  ['a declaration with braces', 'Out out{co_await f()};', ['1 braces']],
  ['after a comment with an apostrophe', "// it's\nco_await f({});", ['2 braces']],
  ['after a raw string', 'auto s = R"(;{)";\nco_await f({});', ['2 braces']],
];
for (const [name, body, expected] of mustBeCaught) {
  test(`catches ${name}`, () => assert.deepEqual(caught(body), expected));
}

const mustPass = [
  ['named locals', 'Request request{1, 2};\nco_await send(std::move(request));'],
  ['a lambda without captures', 'co_await async([](int y) { return Key{y}; });'],
  ['a coroutine lambda around it', 'asio::co_spawn(ex, [x]() -> asio::awaitable<void> {\n  co_await g();\n}, log_errors);'],
  ['a lambda with braces that is assigned', 'auto f = [x]() -> asio::awaitable<int> { co_return co_await g(x); };'],
  ['an if with a block', 'if (auto r = co_await f(); !r) {\n  co_return r.error();\n}'],
  ['a conditional head before it', 'if (x ? a : b) co_await f();'],
  ['a braced comparison before it', 'if (x == Key{}) co_return co_await f();'],
  ['else after a block', 'if (x) { y = Key{}; } else { co_await f(); }'],
  ['else if', 'if (x == Key{1}) a(); else if (x == Key{2}) co_await f();'],
  ['try and catch', 'try { co_await f(); } catch (const E& e) { log(Key{}); }'],
  ['structured bindings', 'auto [a, b] = co_await f();'],
  ['an index', 'auto y = co_await f(xs[2]);'],
  ['switch cases', 'switch (x) {\n  case A: {\n    co_await f();\n    break;\n  }\n  default: y = Key{};\n}'],
  ['a loop', 'for (int i = 0; i < 3; ++i) {\n  co_await f(i);\n}'],
  ['the word in a text', 'log("co_await {}", x ? 1 : 2);'],
  ['do while', 'do {\n  co_await f();\n} while (x ? a : b);'],
  ['a local struct', 'struct Local { int a{0}; };\nco_await f();'],
];
for (const [name, body] of mustPass) {
  test(`lets pass ${name}`, () => assert.deepEqual(caught(body), []));
}

test('reads classes, constructors and templates around coroutines', () => {
  const source = `
template <class T>
class X : public Y<T> {
 public:
  X(int a) : a_(a), b_{a} {}
  auto run() -> asio::awaitable<void> { co_await f(b_); }
  asio::awaitable<void> bad() noexcept { co_await f(T{}); }
 private:
  int a_ = 0;
  Key b_{};
};`;
  assert.deepEqual(coAwaitViolations(source).map(({line}) => line), [7]);
});
