import { useQuery } from '@tanstack/react-query';
import { ChartNoAxesColumn, Download } from 'lucide-react';

import { allApplicationsQuery } from '../api/queries.ts';
import { locale, t, tn, type Words } from '../i18n/i18n.ts';
import { Empty, Failed, LinkButton, Loading, Notice, Page, Section } from '../ui/parts.tsx';
import { percentWords } from '../ui/words.ts';
import { figuresOf, type Figures } from './figures.ts';
import s from './insight.module.css';

export default function InsightScreen() {
  const all = useQuery(allApplicationsQuery);
  const body = () => {
    if (all.isPending) return <Loading label={t('Counting')} />;
    if (all.data === undefined) return <Failed error={all.error} retry={() => void all.refetch()} />;
    const { applications, complete } = all.data;
    if (applications.length === 0) {
      return (
        <Empty icon={ChartNoAxesColumn} title={t('Nothing to count yet')} actions={<LinkButton variant="primary" to="/">{t('Find jobs')}</LinkButton>}>
          <p>{t('Once you have swiped right, you see here what became of it.')}</p>
        </Empty>
      );
    }
    return (
      <>
        {complete ? null : <Notice>{tn('Counted are the last {{count}} applications.', applications.length)}</Notice>}
        <Shown figures={figuresOf(applications)} />
        <Section title={t('Take it with you')}>
          <div className={s.files}>
            {/* All of them, and as the server has them. */}
            <a className={s.file} href="/api/export/applications?format=csv" download="jobswipe-applications.csv">
              <Download size={16} aria-hidden /> CSV
            </a>
            <a className={s.file} href="/api/export/applications?format=json" download="jobswipe-applications.json">
              <Download size={16} aria-hidden /> JSON
            </a>
          </div>
        </Section>
      </>
    );
  };
  return (
    <Page title={t('Insight')} lead={t('What became of your swipes.')} back={{ to: '/settings', label: t('Settings') }}>
      {body()}
    </Page>
  );
}

const kStages: Record<Figures['funnel'][number]['stage'], Words> = { swiped: 'Swiped right', begun: 'Begun on your desktop', sent: 'Sent' };

/** Without a label it only repeats the number beside it. */
function Bar({ share, label }: { share: number; label: string }) {
  return (
    <span className={s.bar} {...(label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}>
      <i style={{ transform: `scaleX(${share})` }} />
    </span>
  );
}

/** "2 hours", "3 days" in the person's language. */
export function durationWords(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const [unit, length] = units.find(([, least]) => ms >= least) ?? ['second', 1_000];
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: unit === 'day' ? 1 : 0 }).format(ms / length);
}

function Shown({ figures }: { figures: Figures }) {
  const { total, funnel, waiting, review, failed, cancelled, portals, medianMs, weeks } = figures;
  const most = Math.max(1, ...weeks.map((week) => Math.max(week.swiped, week.sent)));
  const day = new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short' });
  const facts: [string, string | number][] = [
    [t('Waiting'), waiting],
    [t('Needs you'), review],
    [t('Did not work'), failed],
    [t('Cancelled'), cancelled],
    [t('From swipe to sent, usually'), medianMs === null ? '–' : durationWords(medianMs)],
  ];
  return (
    <>
      <Section title={t('How far they got')}>
        <ul className={s.funnel}>
          {funnel.map(({ stage, count }) => (
            <li key={stage}>
              <span>{t(kStages[stage])}</span>
              <Bar share={count / total} label={percentWords(count / total)} />
              <b>{count}</b>
            </li>
          ))}
        </ul>
        <dl className={s.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title={t('Week by week')}>
        <table className={s.weeks}>
          <thead>
            <tr>
              <th scope="col">{t('Week of')}</th>
              <th scope="col">{t('Swiped right')}</th>
              <th scope="col">{t('Sent')}</th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.start}>
                <th scope="row">{day.format(new Date(`${week.start}T12:00`))}</th>
                <td>
                  <span className={s.cell}>
                    <Bar share={week.swiped / most} label="" /> {week.swiped}
                  </span>
                </td>
                <td>
                  <span className={s.cell} data-tone="good">
                    <Bar share={week.sent / most} label="" /> {week.sent}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      {portals.length > 0 ? (
        <Section title={t('By site')}>
          <table className={s.weeks}>
            <thead>
              <tr>
                <th scope="col">{t('Site')}</th>
                <th scope="col">{t('Sent')}</th>
                <th scope="col">{t('Did not work')}</th>
                <th scope="col">{t('Share sent')}</th>
              </tr>
            </thead>
            <tbody>
              {portals.slice(0, 20).map(({ portal, sent, failed: lost }) => (
                <tr key={portal}>
                  <th scope="row">{portal}</th>
                  <td>{sent}</td>
                  <td>{lost}</td>
                  <td>{percentWords(sent / (sent + lost))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      ) : null}
    </>
  );
}
