#include "server/jobs/feed/html.hpp"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

namespace jobswipe::jobs {
namespace {

constexpr std::size_t kMaxDescriptionBytes = 1 << 20;
constexpr std::size_t kMaxDescriptionTags = 10'000;
constexpr std::size_t kMaxPageTags = 100'000;
constexpr std::size_t kMaxFormattingTags = 10'000;
constexpr int kMaxDepth = 200;

/// Memory of one parse. Crafted markup makes the parser copy elements without bound, and its own clean-up recurses as
/// deep as the tree; here a parse that asks for too much is abandoned, and all of it is freed at once.
class Arena {
 public:
  explicit Arena(std::size_t limit) : left_(limit) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  static void* allocate(void* self, std::size_t size) {
    auto* arena = static_cast<Arena*>(self);
    void* memory = arena->take(size);
    if (memory == nullptr) std::longjmp(arena->too_much, 1);
    return memory;
  }
  static void deallocate(void*, void*) {}

  std::jmp_buf too_much;

 private:
  void* take(std::size_t size) {
    size = (size + 15) & ~std::size_t{15};
    if (size > left_) return nullptr;
    left_ -= size;
    if (size > free_) {
      const std::size_t block = std::max<std::size_t>(size, 256 * 1024);
      blocks_.emplace_back(static_cast<char*>(std::malloc(block)), &std::free);
      if (blocks_.back() == nullptr) return nullptr;
      at_ = blocks_.back().get();
      free_ = block;
    }
    char* memory = at_;
    at_ += size;
    free_ -= size;
    return memory;
  }

  std::vector<std::unique_ptr<char, decltype(&std::free)>> blocks_;
  char* at_ = nullptr;
  std::size_t free_ = 0;
  std::size_t left_;
};

/// nullptr when the arena does not suffice. Holds nothing with a destructor: longjmp passes over this frame's callees
/// only.
const GumboOutput* parse(Arena& arena, std::string_view html, bool fragment) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = &Arena::allocate;
  options.deallocator = &Arena::deallocate;
  options.userdata = &arena;
  options.max_errors = 0;
  if (fragment) options.fragment_context = GUMBO_TAG_BODY;
  if (setjmp(arena.too_much) != 0) return nullptr;
  return gumbo_parse_with_options(&options, html.data(), html.size());
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct TagCount {
  std::size_t all = 0, formatting = 0;
};

/// Formatting elements make the parser look back over all open ones, so their number is bounded apart.
TagCount count_tags(std::string_view html) {
  static constexpr std::array<std::string_view, 14> kFormatting{"a",    "b", "big",   "code",   "em",     "font", "i",
                                                                "nobr", "s", "small", "strike", "strong", "tt",   "u"};
  TagCount count;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    std::size_t end = at + 1;
    std::string name;
    while (end < html.size() && is_letter(html[end]) && name.size() < 8) name += static_cast<char>(html[end++] | 0x20);
    ++count.all;
    if (std::find(kFormatting.begin(), kFormatting.end(), name) != kFormatting.end()) ++count.formatting;
  }
  return count;
}

enum class Kind {
  drop,    ///< with all that is in it
  unwrap,  ///< its content stays
  block,   ///< its content stays, as a paragraph of its own
  keep,    ///< the element stays
  empty,   ///< the element stays and has no content
};

struct Rule {
  Kind kind;
  const char* name = "";
};

Rule rule_of(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_P:
      return {Kind::keep, "p"};
    case GUMBO_TAG_BR:
      return {Kind::empty, "br"};
    case GUMBO_TAG_HR:
      return {Kind::empty, "hr"};
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
      return {Kind::keep, "h2"};  // the page's h1 is the posting's title
    case GUMBO_TAG_H3:
      return {Kind::keep, "h3"};
    case GUMBO_TAG_H4:
      return {Kind::keep, "h4"};
    case GUMBO_TAG_H5:
      return {Kind::keep, "h5"};
    case GUMBO_TAG_H6:
      return {Kind::keep, "h6"};
    case GUMBO_TAG_UL:
      return {Kind::keep, "ul"};
    case GUMBO_TAG_OL:
      return {Kind::keep, "ol"};
    case GUMBO_TAG_LI:
      return {Kind::keep, "li"};
    case GUMBO_TAG_DL:
      return {Kind::keep, "dl"};
    case GUMBO_TAG_DT:
      return {Kind::keep, "dt"};
    case GUMBO_TAG_DD:
      return {Kind::keep, "dd"};
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_B:
      return {Kind::keep, "strong"};
    case GUMBO_TAG_EM:
    case GUMBO_TAG_I:
      return {Kind::keep, "em"};
    case GUMBO_TAG_U:
      return {Kind::keep, "u"};
    case GUMBO_TAG_S:
      return {Kind::keep, "s"};
    case GUMBO_TAG_SUB:
      return {Kind::keep, "sub"};
    case GUMBO_TAG_SUP:
      return {Kind::keep, "sup"};
    case GUMBO_TAG_CODE:
      return {Kind::keep, "code"};
    case GUMBO_TAG_PRE:
      return {Kind::keep, "pre"};
    case GUMBO_TAG_BLOCKQUOTE:
      return {Kind::keep, "blockquote"};
    case GUMBO_TAG_TABLE:
      return {Kind::keep, "table"};
    case GUMBO_TAG_THEAD:
      return {Kind::keep, "thead"};
    case GUMBO_TAG_TBODY:
      return {Kind::keep, "tbody"};
    case GUMBO_TAG_TFOOT:
      return {Kind::keep, "tfoot"};
    case GUMBO_TAG_TR:
      return {Kind::keep, "tr"};
    case GUMBO_TAG_TH:
      return {Kind::keep, "th"};
    case GUMBO_TAG_TD:
      return {Kind::keep, "td"};
    case GUMBO_TAG_A:
      return {Kind::keep, "a"};
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_HTML:
      return {Kind::block};
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_BIG:
    case GUMBO_TAG_MARK:
    case GUMBO_TAG_ABBR:
    case GUMBO_TAG_CITE:
    case GUMBO_TAG_Q:
    case GUMBO_TAG_TIME:
    case GUMBO_TAG_LABEL:
    case GUMBO_TAG_TT:
    case GUMBO_TAG_STRIKE:
    case GUMBO_TAG_INS:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_KBD:
    case GUMBO_TAG_VAR:
    case GUMBO_TAG_SAMP:
    case GUMBO_TAG_DFN:
    case GUMBO_TAG_BDI:
    case GUMBO_TAG_BDO:
    case GUMBO_TAG_NOBR:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_UNKNOWN:
      return {Kind::unwrap};
    default:
      return {Kind::drop};
  }
}

bool is_line(std::string_view name) {
  return name == "p" || name == "ul" || name == "ol" || name == "li" || name == "dl" || name == "dt" || name == "dd" ||
         name == "pre" || name == "blockquote" || name == "table" || name == "tr" || name == "hr" ||
         (name.size() == 2 && name[0] == 'h');
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

bool is_control(unsigned char c) {
  return c < 0x20 || c == 0x7f;
}

/// The href as it may be written, or nothing.
std::optional<std::string> safe_href(const GumboElement& element) {
  const GumboAttribute* attribute = gumbo_get_attribute(&element.attributes, "href");
  if (attribute == nullptr) return std::nullopt;
  std::string_view href = attribute->value;
  while (!href.empty() && static_cast<unsigned char>(href.front()) <= ' ') href.remove_prefix(1);
  while (!href.empty() && static_cast<unsigned char>(href.back()) <= ' ') href.remove_suffix(1);
  if (href.size() > 2000 ||
      std::any_of(href.begin(), href.end(), [](unsigned char c) { return is_control(c) || c == '\\'; }))
    return std::nullopt;
  std::string lower(href.substr(0, 8));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower.starts_with("https://") || lower.starts_with("http://") || lower.starts_with("mailto:"))
    return std::string(href);
  return std::nullopt;
}

/// Writes the cleaned tree. Recursion ends at kMaxDepth; what lies deeper is left out.
class Writer {
 public:
  void children(const GumboVector& nodes, int depth, bool preformatted) {
    for (unsigned i = 0; i < nodes.length; ++i)
      node(*static_cast<const GumboNode*>(nodes.data[i]), depth, preformatted);
  }

  CleanHtml finish() {
    while (!out_.text.empty() && (out_.text.back() == '\n' || out_.text.back() == ' ')) out_.text.pop_back();
    return std::move(out_);
  }

 private:
  void node(const GumboNode& node, int depth, bool preformatted) {
    if (depth > kMaxDepth) return;
    if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA)
      return text(node.v.text.text, preformatted);
    if (node.type != GUMBO_NODE_ELEMENT) return;
    const GumboElement& element = node.v.element;
    const Rule rule = element.tag_namespace == GUMBO_NAMESPACE_HTML ? rule_of(element.tag) : Rule{Kind::drop};
    switch (rule.kind) {
      case Kind::drop:
        return;
      case Kind::unwrap:
        return children(element.children, depth + 1, preformatted);
      case Kind::block:
        return block(element, depth, preformatted);
      case Kind::empty:
        out_.html += '<';
        out_.html += rule.name;
        out_.html += '>';
        new_line();
        return;
      case Kind::keep:
        return keep(element, rule.name, depth, preformatted);
    }
  }

  /// A div becomes a paragraph when it holds text itself; one that only groups blocks vanishes.
  void block(const GumboElement& element, int depth, bool preformatted) {
    bool inline_content = false;
    bool block_content = false;
    for (unsigned i = 0; i < element.children.length; ++i) {
      const auto& child = *static_cast<const GumboNode*>(element.children.data[i]);
      if (child.type == GUMBO_NODE_TEXT) inline_content = true;
      if (child.type != GUMBO_NODE_ELEMENT) continue;
      const Rule rule = rule_of(child.v.element.tag);
      if (rule.kind == Kind::block || is_line(rule.name)) block_content = true;
      if (rule.kind == Kind::unwrap || (rule.kind == Kind::keep && !is_line(rule.name))) inline_content = true;
    }
    const bool paragraph = inline_content && !block_content && paragraphs_ == 0;
    new_line();
    if (paragraph) out_.html += "<p>";
    if (paragraph) ++paragraphs_;
    children(element.children, depth + 1, preformatted);
    if (paragraph) --paragraphs_;
    if (paragraph) out_.html += "</p>";
    new_line();
  }

  void keep(const GumboElement& element, std::string_view name, int depth, bool preformatted) {
    const bool line = is_line(name);
    if (name == "a") {
      const auto href = safe_href(element);
      if (!href) return children(element.children, depth + 1, preformatted);
      out_.html += "<a href=\"";
      append_escaped(out_.html, *href);
      out_.html += "\" rel=\"nofollow noopener\">";
    } else {
      out_.html += '<';
      out_.html += name;
      out_.html += '>';
    }
    if (line) {
      new_line();
      ++paragraphs_;
      if (name == "li") out_.text += "• ";
    }
    if (name == "td" || name == "th") space();
    children(element.children, depth + 1, preformatted || name == "pre");
    if (line) {
      --paragraphs_;
      new_line();
      if (name == "p" || name == "ul" || name == "ol" || name[0] == 'h') blank_line();
    }
    out_.html += "</";
    out_.html += name;
    out_.html += '>';
  }

  void text(std::string_view text, bool preformatted) {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte == '\n' && preformatted) {
        out_.html += '\n';
        new_line();
      } else if (byte <= ' ' || byte == 0x7f) {
        if (byte != ' ' && byte != '\n' && byte != '\t' && byte != '\r') continue;
        if (!out_.html.ends_with(' ') || preformatted) out_.html += ' ';
        space();
      } else {
        append_escaped(out_.html, {&c, 1});
        out_.text += c;
      }
    }
  }

  void space() {
    if (!out_.text.empty() && out_.text.back() != ' ' && out_.text.back() != '\n') out_.text += ' ';
  }
  void new_line() {
    while (out_.text.ends_with(' ') && !out_.text.ends_with("• ")) out_.text.pop_back();
    if (!out_.text.empty() && !out_.text.ends_with('\n') && !out_.text.ends_with("• ")) out_.text += '\n';
  }
  void blank_line() {
    if (!out_.text.empty() && !out_.text.ends_with("\n\n")) out_.text += '\n';
  }

  CleanHtml out_;
  int paragraphs_ = 0;
};

void collect_scripts(const GumboNode& root, std::vector<std::string>& found) {
  std::vector<const GumboNode*> waiting{&root};
  while (!waiting.empty()) {
    const GumboNode* node = waiting.back();
    waiting.pop_back();
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) continue;
    const GumboElement& element = node->v.element;
    if (element.tag == GUMBO_TAG_SCRIPT) {
      const GumboAttribute* type = gumbo_get_attribute(&element.attributes, "type");
      if (type == nullptr || strncasecmp(type->value, "application/ld+json", 19) != 0) continue;
      std::string text;
      for (unsigned i = 0; i < element.children.length; ++i) {
        const auto* child = static_cast<const GumboNode*>(element.children.data[i]);
        if (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_WHITESPACE) text += child->v.text.text;
      }
      found.push_back(std::move(text));
      continue;
    }
    for (unsigned i = element.children.length; i-- > 0;)
      waiting.push_back(static_cast<const GumboNode*>(element.children.data[i]));
  }
}

base::Error too_large(std::string detail) {
  return {base::ErrorCode::unprocessable, std::move(detail), {}, {}};
}

}  // namespace

base::Result<CleanHtml> clean_html(std::string_view html) {
  if (html.size() > kMaxDescriptionBytes) return too_large("is larger than 1 MiB");
  const TagCount tags = count_tags(html);
  if (tags.all > kMaxDescriptionTags) return too_large("has more than 10,000 tags");
  Arena arena(64 << 20);
  const GumboOutput* output = parse(arena, html, true);
  if (output == nullptr) return too_large("has markup that takes too much memory to read");
  Writer writer;
  writer.children(output->root->v.element.children, 0, false);
  return writer.finish();
}

base::Result<std::vector<std::string>> json_ld_scripts(std::string_view page) {
  const TagCount tags = count_tags(page);
  if (tags.all > kMaxPageTags || tags.formatting > kMaxFormattingTags)
    return too_large("The page has too many tags to be read.");
  Arena arena(512 << 20);
  const GumboOutput* output = parse(arena, page, false);
  if (output == nullptr) return too_large("The page has markup that takes too much memory to read.");
  std::vector<std::string> found;
  collect_scripts(*output->root, found);
  return found;
}

}  // namespace jobswipe::jobs
