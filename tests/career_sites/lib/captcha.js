// A stand-in for the well-known checkbox captcha: same structure, no third party. A person can tick it; software must not.
import {html, sendHtml, sendJson} from './http.js';

/** Goes into a form before its button. The form must not be taken without the `g-recaptcha-response` it yields. */
export function captchaWidget(visit) {
  return html`<div class="g-recaptcha" data-sitekey="6Lcareer0sites">
    <iframe title="reCAPTCHA" src="/recaptcha/api2/anchor?visit=${visit}" width="304" height="78" style="border:1px solid #d3d3d3;border-radius:3px"></iframe>
    <textarea id="g-recaptcha-response" name="g-recaptcha-response" class="g-recaptcha-response" style="display:none"></textarea>
  </div>
  <script>
    addEventListener('message', (event) => {
      if (event.origin === location.origin && event.data && event.data.captcha)
        document.getElementById('g-recaptcha-response').value = event.data.captcha;
    });
  </script>`;
}

export function captchaRoutes({ledger}) {
  return [
    ['GET', /^\/recaptcha\/api2\/anchor$/, (request, response, {query}) =>
      sendHtml(response, html`<html lang="en"><head><title>reCAPTCHA</title></head>
<body style="font:14px sans-serif;margin:22px 14px;background:#f9f9f9">
  <label><input type="checkbox" id="recaptcha-anchor" role="checkbox" style="width:22px;height:22px;vertical-align:middle"> I'm not a robot</label>
  <script>
    document.getElementById('recaptcha-anchor').addEventListener('change', async () => {
      const answer = await fetch('/recaptcha/api2/userverify?visit=${query.get('visit') ?? ''}', {method: 'POST'});
      parent.postMessage({captcha: (await answer.json()).token}, location.origin);
    });
  </script>
</body></html>`)],
    ['POST', /^\/recaptcha\/api2\/userverify$/, (request, response, {query}) => {
      ledger.captchaClicks++;
      const visit = ledger.visits.get(query.get('visit'));
      const token = `03A${Math.random().toString(36).slice(2)}`;
      if (visit) visit.captchaToken = token;
      sendJson(response, {token});
    }],
  ];
}

/** Adds to `errors` when the visit was shown a captcha that its POST does not answer. */
export function checkCaptcha(visit, fields, errors) {
  if (visit?.captcha && (!visit.captchaToken || fields['g-recaptcha-response'] !== visit.captchaToken))
    errors['g-recaptcha-response'] = 'Please confirm that you are not a robot.';
}
