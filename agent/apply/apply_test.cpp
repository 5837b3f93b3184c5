#include "agent/apply/apply.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "agent/browser/session.hpp"
#include "agent/browser/testing.hpp"

// Whole applications in a real Chromium through Playwright MCP, against pages on loopback that count what is posted.

namespace jobswipe::apply {
namespace {

using browser::testing::PageServer;

constexpr const char* kPerson = R"json({
  "profile": {
    "firstName": "Ada", "lastName": "Example", "email": "ada@example.org", "phone": "+49 30 1234567",
    "address": {"city": "Berlin", "country": "Germany"},
    "workAuthorization": {"authorizedCountries": ["Germany"], "requiresSponsorship": false},
    "noticePeriodDays": 30, "consent": {"privacyPolicy": true}, "howDidYouHear": "LinkedIn", "availableFrom": "2099-02-01"
  },
  "answers": [{"question": "What is your favourite colour?", "answer": "Blue"}]
})json";

answer::Facts person() {
  auto facts = answer::parse_facts(json::parse(kPerson));
  EXPECT_TRUE(facts);
  return *facts;
}

std::string page(const std::string& body) {
  return "<!doctype html><html lang=en><head><title>Apply</title></head><body><main>" + body + "</main></body></html>";
}

const std::string kBasics =
    "<label>First name *<input name=first required></label><label>Last name *<input name=last required></label>"
    "<label>Email *<input type=email name=email required></label>";

std::string form_page(const std::string& more, const std::string& action = "/sent") {
  return page("<h1>Smith</h1><form method=post action='" + action + "'>" + kBasics + more +
              "<button>Submit application</button></form>");
}

const std::string kThanks = page("<h1>Thank you for applying!</h1>");

class Recorder : public Hooks {
 public:
  asio::awaitable<void> phase(Phase phase, std::string) override {
    phases += (phases.empty() ? "" : " ") + std::string(to_string(phase));
    co_return;
  }
  asio::awaitable<Gate> may_submit(std::vector<AnswerSent> answers) override {
    asked += 1;
    shown = std::move(answers);
    if (asked == 1 && first_answer_takes.count() > 0) {
      auto executor = co_await asio::this_coro::executor;
      asio::steady_timer timer(executor, first_answer_takes);
      co_await timer.async_wait(asio::use_awaitable);
    }
    Gate gate;
    gate.granted = grant;
    gate.reason = grant ? "" : "cancelled on the phone";
    co_return gate;
  }
  asio::awaitable<void> evidence(Evidence kind, std::string png) override {
    EXPECT_EQ(png.substr(1, 3), "PNG");
    pictures += (pictures.empty() ? "" : " ") + std::string(to_string(kind));
    co_return;
  }
  asio::awaitable<void> log(std::string, std::string) override { co_return; }
  bool cancelled() override { return cancel; }

  std::string phases, pictures;
  std::vector<AnswerSent> shown;
  int asked = 0;
  std::chrono::milliseconds first_answer_takes{0};
  bool grant = true;
  bool cancel = false;
};

/// One browser for all tests of this program.
class Shared {
 public:
  Shared() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jobswipe-apply-XXXXXX").string();
    directory = ::mkdtemp(pattern.data());
    std::filesystem::create_directories(directory / "staging");
    std::ofstream(directory / "staging" / "Ada_Example_CV.pdf") << "%PDF-1.4 test";
    browser::SessionOptions options;
    options.profile_directory = (directory / "profile").string();
    options.staging_directory = (directory / "staging").string();
    options.allow_private = true;
    session = std::make_unique<browser::Session>(context.get_executor(), std::move(options));
  }
  ~Shared() {
    run(session->close());
    std::filesystem::remove_all(directory);
  }
  template <class T>
  T run(asio::awaitable<T> work) {
    auto future = asio::co_spawn(context, std::move(work), asio::use_future);
    context.restart();
    // The session keeps reading from its processes: the work's own end is what counts.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(150);
    while (future.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      context.run_one_until(deadline);
      if (std::chrono::steady_clock::now() < deadline) continue;
      // What hangs holds on to this frame: there is no way on.
      fmt::print(stderr, "not done within 150 s\n");
      std::abort();
    }
    return future.get();
  }

  asio::io_context context;
  std::filesystem::path directory;
  std::unique_ptr<browser::Session> session;
};

class ApplyTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { shared_ = new Shared; }
  static void TearDownTestSuite() {
    delete shared_;
    shared_ = nullptr;
  }

  Outcome apply_to(PageServer& server, const std::string& path = "/job", bool allow_private = true) {
    ApplyRequest request;
    request.url = server.url(path);
    request.allow_private = allow_private;
    request.resume_path = (shared_->directory / "staging" / "Ada_Example_CV.pdf").string();
    request.page_timeout = std::chrono::seconds(6);
    request.confirmation_timeout = std::chrono::seconds(4);
    request.permission_life = permission_life_;
    return shared_->run(apply_once(std::move(request)));
  }
  json::object plan_for(PageServer& server, const std::string& path = "/job") {
    PlanRequest request;
    request.url = server.url(path);
    request.allow_private = true;
    request.page_timeout = std::chrono::seconds(6);
    return shared_->run(plan_once(std::move(request)));
  }

  Recorder hooks_;
  std::chrono::milliseconds permission_life_ = domain::kPermissionLife;
  answer::Facts facts_ = person();
  static Shared* shared_;

  asio::awaitable<Outcome> apply_once(ApplyRequest request) {
    auto page = co_await shared_->session->page();
    auto outcome = co_await apply(*page, facts_, std::move(request), hooks_);
    co_await page->close();
    co_return outcome;
  }
  asio::awaitable<json::object> plan_once(PlanRequest request) {
    auto page = co_await shared_->session->page();
    auto result = co_await plan(*page, facts_, std::move(request));
    co_await page->close();
    co_return result;
  }
};
Shared* ApplyTest::shared_ = nullptr;

std::string kind_of(const Outcome& outcome) {
  return outcome.kind ? std::string(to_string(*outcome.kind)) : "";
}

std::string sent(const PageServer& server) {
  auto posts = server.posts();
  return posts.size() == 1 ? posts.front() : std::to_string(posts.size()) + " posts";
}

TEST_F(ApplyTest, sends_once_tells_each_phase_first_and_proves_it) {
  PageServer server({{"/job",
                      {form_page("<label>What is your favourite colour?<input name=colour></label>"
                                 "<label>Anything else<input name=else></label>")}},
                     {"/sent", {kThanks}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail;
  EXPECT_EQ(outcome.confirmation, "Thank you for applying!");
  EXPECT_EQ(sent(server), "first=Ada&last=Example&email=ada%40example.org&colour=Blue&else=");
  EXPECT_EQ(hooks_.phases, "opening reading filling ready intent clicking clicked confirmed");
  EXPECT_EQ(hooks_.pictures, "before_submit confirmation");
  EXPECT_EQ(hooks_.asked, 1);
  ASSERT_EQ(outcome.answers.size(), 4u);
  EXPECT_EQ(outcome.answers[3].provenance, "saved_answer");
}

TEST_F(ApplyTest, finds_the_form_behind_a_description_and_a_link_that_opens_a_tab) {
  PageServer server({{"/job", {page("<h1>Smith</h1><p>Long words.</p><a href=/form target=_blank>Apply now</a>")}},
                     {"/form", {form_page("")}},
                     {"/sent", {kThanks}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail;
  EXPECT_EQ(server.posts().size(), 1u);
}

TEST_F(ApplyTest, works_in_a_frame_of_another_origin_that_the_posting_embeds) {
  PageServer inner({{"/form", {form_page("")}}, {"/sent", {kThanks}}});
  PageServer server(
      {{"/job",
        {page("<h1>Smith</h1><iframe width=600 height=400 src='" + inner.url("/form", "localhost") + "'></iframe>")}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail;
  EXPECT_EQ(inner.posts().size(), 1u);
}

TEST_F(ApplyTest, types_nothing_on_another_site_that_apply_leads_to) {
  PageServer other({{"/form", {form_page("")}}, {"/sent", {kThanks}}});
  PageServer server({{"/job", {page("<h1>Smith</h1><a href='" + other.url("/form", "localhost") + "'>Apply</a>")}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(kind_of(outcome), "form_not_understood");
  EXPECT_EQ(other.posts().size(), 0u);
}

TEST_F(ApplyTest, never_fills_what_a_person_cannot_see) {
  PageServer server(
      {{"/job",
        {form_page("<div style='position:absolute;left:-9999px'><label>Phone<input name=trap1></label></div>"
                   "<input name=trap2 aria-label='Last name' style='opacity:0'>"
                   "<label>Leave this field blank<input name=trap3></label>")}},
       {"/sent", {kThanks}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail;
  EXPECT_EQ(sent(server), "first=Ada&last=Example&email=ada%40example.org&trap1=&trap2=&trap3=");
  ASSERT_EQ(outcome.requests.size(), 1u) << "the proof of the POST";
  EXPECT_EQ(outcome.requests[0].method + " " + outcome.requests[0].path, "POST /sent");
  EXPECT_EQ(outcome.requests[0].status, 200);
}

TEST_F(ApplyTest, asks_all_open_questions_at_once_and_sends_nothing) {
  PageServer server({{"/job",
                      {form_page("<label>Why us? *<textarea name=why required></textarea></label>"
                                 "<fieldset><legend>Have you worked here before? *</legend><label><input type=radio "
                                 "name=b value=1>Yes</label>"
                                 "<label><input type=radio name=b value=0>No</label></fieldset>")}},
                     {"/sent", {kThanks}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "needs_review");
  EXPECT_EQ(kind_of(outcome), "question_unanswered");
  ASSERT_EQ(outcome.questions.size(), 2u);
  EXPECT_EQ(outcome.questions[0].label, "Why us?");
  EXPECT_EQ(outcome.questions[1].options, (std::vector<std::string>{"Yes", "No"}));
  EXPECT_EQ(server.posts().size(), 0u);
  EXPECT_EQ(hooks_.asked, 0);
}

TEST_F(ApplyTest, goes_on_with_fields_that_an_answer_brings_up) {
  PageServer server(
      {{"/job",
        {form_page("<fieldset><legend>Are you authorized to work in Germany? *</legend>"
                   "<label><input type=radio name=w value=y onclick=\"more.hidden=false\">Yes</label><label><input "
                   "type=radio name=w value=n>No</label></fieldset>"
                   "<div id=more hidden><label>Current city *<input name=city></label></div>")}},
       {"/sent", {kThanks}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail;
  EXPECT_EQ(sent(server), "first=Ada&last=Example&email=ada%40example.org&w=y&city=Berlin");
}

TEST_F(ApplyTest, tries_another_way_when_a_field_does_not_keep_its_answer) {
  // Takes keys only: a value set at once is thrown away, as masked inputs do.
  PageServer server(
      {{"/job",
        {form_page("<label>Phone *<input name=phone id=p></label><script>let keys='';"
                   "p.onkeydown=(e)=>{if(e.key.length===1&&!e.ctrlKey)keys+=e.key;};p.oninput=()=>{if(p.value!==keys)"
                   "{p.value='';keys='';}};</script>")}},
       {"/sent", {kThanks}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail;
  EXPECT_NE(sent(server).find("phone=%2B49+30+1234567"), std::string::npos);
}

TEST_F(ApplyTest, asks_when_a_field_never_keeps_its_answer) {
  PageServer server(
      {{"/job",
        {form_page("<label>Phone *<input name=phone oninput=\"this.value=''\" onchange=\"this.value=''\"></label>")}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(kind_of(outcome), "question_unanswered");
  ASSERT_EQ(outcome.questions.size(), 1u);
  EXPECT_EQ(outcome.questions[0].label, "Phone");
}

TEST_F(ApplyTest, chooses_in_lists_that_open_search_elsewhere_and_revert) {
  const std::string script = R"html(
<label for=c>City *</label><input id=c role=combobox aria-autocomplete=list aria-controls=l aria-expanded=false autocomplete=off required>
<input type=hidden name=city id=real><ul id=l role=listbox hidden></ul>
<label id=nl>Notice period *</label><button type=button id=n aria-haspopup=listbox aria-labelledby=nl>Select one</button><input type=hidden name=notice id=nreal>
<script>
const towns=['Berlin, Germany','Berlin, NH, United States','Bern, Switzerland'];
c.oninput=()=>{const q=c.value.toLowerCase();setTimeout(()=>{l.innerHTML=towns.filter(t=>q.length>1&&t.toLowerCase().includes(q)).map(t=>'<li role=option>'+t+'</li>').join('');l.hidden=false;
 for(const o of l.children)o.onmousedown=()=>{c.value=o.textContent;real.value=o.textContent;l.hidden=true;};},150);};
c.onblur=()=>{if(!real.value)c.value='';};
n.onclick=()=>{let m=document.querySelector('#menu');if(m){m.remove();return;}m=document.createElement('div');m.id='menu';m.setAttribute('role','listbox');m.style='position:absolute;background:#fff';
 m.innerHTML=['Immediately','2 weeks','1 month','3 months'].map(t=>'<div role=option tabindex=-1>'+t+'</div>').join('');document.body.append(m);const b=n.getBoundingClientRect();m.style.left=b.left+'px';m.style.top=(b.bottom+scrollY)+'px';
 for(const o of m.children)o.onclick=()=>{n.textContent=o.textContent;nreal.value=o.textContent;m.remove();};};
</script>)html";
  PageServer server({{"/job", {form_page(script)}}, {"/sent", {kThanks}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail << json::serialize(to_json(outcome));
  EXPECT_NE(sent(server).find("city=Berlin%2C+Germany&notice=1+month"), std::string::npos) << sent(server);
}

TEST_F(ApplyTest, chooses_in_its_own_list_while_another_stands_open) {
  // The city's list opens again after the choice, as lists do whose answers come late.
  const std::string script = R"html(
<label for=c>City *</label><input id=c role=combobox aria-autocomplete=list aria-controls=l autocomplete=off required><ul id=l role=listbox hidden></ul><input type=hidden name=city id=real>
<label id=nl>Notice period *</label><button type=button id=n aria-haspopup=listbox aria-labelledby=nl>Select one</button><input type=hidden name=notice id=nreal>
<script>
c.oninput=()=>{l.innerHTML='<li role=option>Berlin, Germany</li><li role=option>Berlin, NH, United States</li>';l.hidden=false;
 for(const o of l.children)o.onmousedown=()=>{c.value=o.textContent;real.value=o.textContent;};};
n.onclick=()=>{const m=document.createElement('div');m.setAttribute('role','listbox');m.innerHTML='<div role=option>1 month</div><div role=option>3 months</div>';n.after(m);
 for(const o of m.children)o.onclick=()=>{n.textContent=o.textContent;nreal.value=o.textContent;m.remove();};};
</script>)html";
  PageServer server({{"/job", {form_page(script)}}, {"/sent", {kThanks}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail << json::serialize(to_json(outcome));
  EXPECT_NE(sent(server).find("city=Berlin%2C+Germany&notice=1+month"), std::string::npos) << sent(server);
}

TEST_F(ApplyTest, gives_the_resume_through_a_drop_zone_that_takes_it_out_of_the_input) {
  const std::string script = R"html(
<div id=zone><b>Resume/CV *</b><div><button type=button onclick="f.click()">Attach</button><input id=f type=file hidden></div><div id=chip></div></div><input type=hidden name=cv id=cv>
<script>f.onchange=()=>{const n=f.files[0].name;chip.textContent='Uploading…';setTimeout(()=>{cv.value='stored:'+n;chip.textContent='cv-17.pdf';f.value='';},300);};</script>)html";
  PageServer server({{"/job", {form_page(script)}}, {"/sent", {kThanks}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail << json::serialize(to_json(outcome));
  EXPECT_NE(sent(server).find("cv=stored%3AAda_Example_CV.pdf"), std::string::npos) << sent(server);
}

TEST_F(ApplyTest, walks_a_wizard_to_its_review_page_and_clicks_once) {
  const std::string script =
      R"html(<ol><li aria-current=step>You</li><li>Work</li><li>Review</li></ol><div id=w></div><script>
const steps=['<h2>You</h2><label>First name *<input required></label><label>Email *<input type=email required></label>',
 '<h2>Work</h2><fieldset><legend>Do you require visa sponsorship? *</legend><label><input type=radio name=s>Yes</label><label><input type=radio name=s>No</label></fieldset><label>Phone *<input type=tel></label>','<h2>Review</h2><p>All is well.</p>'];
let at=0;const draw=()=>{document.querySelectorAll('li').forEach((li,i)=>i===at?li.setAttribute('aria-current','step'):li.removeAttribute('aria-current'));
 w.innerHTML=steps[at]+'<button type=button id=go>'+(at<2?'Continue':'Submit')+'</button>';
 go.onclick=async()=>{if(at<2){at++;draw();}else{go.disabled=true;await fetch('/sent',{method:'POST',body:'wizard'});w.innerHTML='<h2>Your application has been received.</h2>';}};};draw();</script>)html";
  PageServer server({{"/job", {page(script)}}, {"/sent", {"ok"}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail << json::serialize(to_json(outcome));
  EXPECT_EQ(sent(server), "wizard");
  EXPECT_EQ(hooks_.asked, 1);
  EXPECT_EQ(outcome.answers.size(), 4u);
}

TEST_F(ApplyTest, asks_again_when_its_permission_grew_old_before_the_click) {
  PageServer server({{"/job", {form_page("")}}, {"/sent", {kThanks}}});
  permission_life_ = std::chrono::seconds(4);
  hooks_.first_answer_takes = std::chrono::milliseconds(4100);
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail;
  EXPECT_EQ(hooks_.asked, 2);
}

TEST_F(ApplyTest, does_not_click_on_an_old_permission) {
  PageServer server({{"/job", {form_page("")}}, {"/sent", {kThanks}}});
  permission_life_ = std::chrono::milliseconds(0);
  auto outcome = apply_to(server);
  EXPECT_EQ(kind_of(outcome), "outcome_unknown");
  EXPECT_EQ(hooks_.asked, 2);
  EXPECT_FALSE(outcome.clicked);
  EXPECT_EQ(sent(server), "0 posts");
}

TEST_F(ApplyTest, asks_permission_before_a_continue_that_may_send) {
  PageServer server({{"/job", {page("<form method=post action=/sent>" + kBasics + "<button>Continue</button></form>")}},
                     {"/sent", {kThanks}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail;
  EXPECT_EQ(hooks_.asked, 1);
  EXPECT_NE(hooks_.phases.find("intent clicking clicked"), std::string::npos);
}

TEST_F(ApplyTest, does_not_click_without_permission) {
  PageServer server({{"/job", {form_page("")}}, {"/sent", {kThanks}}});
  hooks_.grant = false;
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "dropped");
  EXPECT_EQ(outcome.detail, "cancelled on the phone");
  EXPECT_EQ(server.posts().size(), 0u);
  EXPECT_FALSE(outcome.clicked);
}

TEST_F(ApplyTest, stops_when_the_work_is_cancelled) {
  PageServer server({{"/job", {form_page("")}}, {"/sent", {kThanks}}});
  hooks_.cancel = true;
  EXPECT_EQ(to_string(apply_to(server).status), "dropped");
  EXPECT_EQ(server.posts().size(), 0u);
}

TEST_F(ApplyTest, calls_the_outcome_unknown_when_nothing_confirms_it) {
  PageServer server({{"/job", {form_page("")}}, {"/sent", {page("<p>Welcome to our homepage.</p>")}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "needs_review");
  EXPECT_EQ(kind_of(outcome), "outcome_unknown");
  EXPECT_TRUE(outcome.clicked);
  EXPECT_EQ(server.posts().size(), 1u);
}

TEST_F(ApplyTest, calls_the_outcome_unknown_when_the_site_fails_after_the_click) {
  PageServer server(
      {{"/job", {form_page("")}}, {"/sent", {page("<h1>Internal error</h1>"), "Content-Type: text/html\r\n", 500}}});
  EXPECT_EQ(kind_of(apply_to(server)), "outcome_unknown");
}

TEST_F(ApplyTest, tells_what_a_form_said_when_it_refused) {
  PageServer server({{"/job", {form_page("")}},
                     {"/sent",
                      {page("<form method=post><div class=error role=alert>This e-mail address is not accepted.</div>" +
                            kBasics + "<button>Submit application</button></form>"),
                       "Content-Type: text/html\r\n", 422}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(kind_of(outcome), "form_not_understood") << outcome.detail;
  EXPECT_NE(outcome.detail.find("This e-mail address is not accepted."), std::string::npos);
  EXPECT_EQ(server.posts().size(), 1u);
}

TEST_F(ApplyTest, does_not_press_a_button_whose_form_the_browser_would_refuse) {
  PageServer server(
      {{"/job", {form_page("<input name=code aria-label='Code of the advertisement' pattern='[0-9]{4}' value=x>")}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(kind_of(outcome), "form_not_understood");
  EXPECT_EQ(hooks_.asked, 0);
}

TEST_F(ApplyTest, turns_a_cookie_banner_away_that_covers_the_way) {
  PageServer server(
      {{"/job",
        {"<!doctype html><main><h1>Smith</h1><a href=/form>Apply</a></main><div class=cookie-banner "
         "style='position:fixed;inset:0;background:#fff' onclick=\"if(event.target.tagName==='BUTTON')this.remove()\">"
         "We use cookies. <button>Accept all</button><button "
         "onclick=\"fetch('/refused',{method:'POST',body:'refused'})\">Reject all</button></div>"}},
       {"/form", {form_page("")}},
       {"/sent", {kThanks}},
       {"/refused", {"ok"}}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), "completed") << outcome.detail;
  ASSERT_EQ(server.posts().size(), 2u);
  EXPECT_EQ(server.posts()[0], "refused");
}

struct Ending {
  const char* name;
  PageServer::Page page;
  const char* status;
  const char* kind;
};
class Endings : public ApplyTest, public ::testing::WithParamInterface<Ending> {};
TEST_P(Endings, are_told_apart) {
  PageServer server({{"/job", GetParam().page}});
  auto outcome = apply_to(server);
  EXPECT_EQ(to_string(outcome.status), GetParam().status) << outcome.detail;
  EXPECT_EQ(kind_of(outcome), GetParam().kind) << outcome.detail;
  EXPECT_FALSE(outcome.clicked);
}
const std::string kHtml = "Content-Type: text/html\r\n";
INSTANTIATE_TEST_SUITE_P(
    Pages, Endings,
    ::testing::Values(
        Ending{"gone", {page("<h1>Gone</h1>"), kHtml, 410}, "failed", "posting_closed"},
        Ending{"missing", {page("<h1>Not found</h1>"), kHtml, 404}, "failed", "posting_closed"},
        Ending{"broken", {page("<h1>Oops</h1>"), kHtml, 503}, "failed", "portal_error"},
        Ending{"busy", {page("<h1>Slow down</h1>"), kHtml, 429}, "failed", "rate_limited"},
        Ending{"closed", {page("<h1>This job is no longer available.</h1>")}, "failed", "posting_closed"},
        Ending{"applied", {page("<p>You have already applied for this job.</p>")}, "failed", "already_applied"},
        Ending{"captcha", {page("<h1>Verify you are human</h1>")}, "needs_review", "captcha"},
        Ending{"login",
               {page("<form><label>Email<input type=email></label><label>Password<input "
                     "type=password></label><button>Sign in</button></form>")},
               "needs_review",
               "login_required"},
        Ending{"code",
               {page("<p>We sent you a verification code.</p><label>Verification code<input></label>")},
               "needs_review",
               "email_code"},
        Ending{
            "payment",
            {page(
                "<form>" + kBasics +
                "<label>Card number<input autocomplete=cc-number></label><button>Submit application</button></form>")},
            "needs_review",
            "form_not_understood"},
        Ending{"nothing", {page("<p>Welcome.</p>")}, "needs_review", "form_not_understood"},
        Ending{
            "newsletter",
            {page(
                "<form><p>Newsletter</p><input type=email placeholder='Your email'><button>Subscribe</button></form>")},
            "needs_review",
            "form_not_understood"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_F(ApplyTest, refuses_private_addresses_unless_allowed) {
  PageServer server({{"/job", {form_page("")}}});
  auto outcome = apply_to(server, "/job", false);
  EXPECT_EQ(to_string(outcome.status), "failed");
  EXPECT_NE(outcome.detail.find("private network"), std::string::npos);
}

TEST_F(ApplyTest, tells_a_site_that_cannot_be_reached) {
  auto stopped = std::make_unique<PageServer>(std::map<std::string, PageServer::Page>());
  ApplyRequest request;
  request.url = stopped->url("/job");
  request.allow_private = true;
  stopped.reset();
  auto outcome = shared_->run(apply_once(std::move(request)));
  EXPECT_EQ(to_string(outcome.status), "failed");
  EXPECT_EQ(kind_of(outcome), "network") << outcome.detail;
}

TEST_F(ApplyTest, plans_without_typing_or_sending) {
  PageServer server(
      {{"/job",
        {form_page("<label>Why us? *<textarea name=why></textarea></label><div "
                   "style='display:none'><label>Phone<input></label></div>"
                   "<script>addEventListener('input',()=>fetch('/typed',{method:'POST',body:'typed'}));</script>")}},
       {"/typed", {"ok"}}});
  auto result = plan_for(server);
  EXPECT_EQ(result.at("url").as_string(), server.url("/job"));
  const auto& fields = result.at("fields").as_array();
  ASSERT_EQ(fields.size(), 5u);
  EXPECT_EQ(fields[0].at("label").as_string(), "First name");
  EXPECT_EQ(fields[0].at("decision").as_string(), "fill");
  EXPECT_EQ(fields[0].at("value").as_string(), "Ada");
  EXPECT_EQ(fields[0].at("provenance").as_string(), "profile");
  EXPECT_EQ(fields[3].at("decision").as_string(), "ask");
  EXPECT_EQ(fields[4].at("decision").as_string(), "skip");
  EXPECT_FALSE(fields[4].at("visible").as_bool());
  EXPECT_EQ(result.at("blockers").as_array().size(), 0u);
  EXPECT_EQ(server.posts().size(), 0u);
}

TEST_F(ApplyTest, plans_name_what_blocks) {
  PageServer server({{"/job", {page("<h1>Gone</h1>"), kHtml, 404}}});
  auto result = plan_for(server);
  ASSERT_EQ(result.at("blockers").as_array().size(), 1u);
  EXPECT_EQ(result.at("blockers").as_array()[0].at("kind").as_string(), "posting_closed");
}

}  // namespace
}  // namespace jobswipe::apply
