import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowUp, Trash2 } from 'lucide-react';
import { useState } from 'react';

import { explain } from '../api/problem.ts';
import { resumeRulesQuery } from '../api/queries.ts';
import type { Resume, ResumeRule } from '../api/types.ts';
import { t, type Words } from '../i18n/i18n.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { Choices, SelectField, TextField } from '../ui/fields.tsx';
import { Button, Failed, Loading, Section } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import { kWorkModeWords } from '../ui/words.ts';
import s from './settings.module.css';

const kLanguages: readonly { value: NonNullable<ResumeRule['languages']>[number]; words: Words }[] = [
  { value: 'en', words: 'English' },
  { value: 'de', words: 'German' },
  { value: 'fr', words: 'French' },
  { value: 'es', words: 'Spanish' },
];
const kModes = ['remote', 'hybrid', 'onsite'] as const;
const kMostRules = 50;

/** What was typed with commas between. */
export function listOf(text: string): string[] {
  return [...new Set(text.split(',').map((part) => part.trim()).filter(Boolean))];
}

/** A rule's conditions in words: "title: nurse, care · German". */
export function ruleWords(rule: ResumeRule): string {
  const parts = [
    rule.titleWords === undefined ? '' : t('title: {{words}}', { words: rule.titleWords.join(', ') }),
    rule.companies === undefined ? '' : t('employer: {{words}}', { words: rule.companies.join(', ') }),
    (rule.languages ?? []).map((language) => t(kLanguages.find(({ value }) => value === language)!.words)).join(', '),
    (rule.workModes ?? []).map((mode) => t(kWorkModeWords[mode])).join(', '),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Which résumé goes with which posting; the first rule that holds decides. */
export function ResumeRules({ resumes }: { resumes: readonly Resume[] }) {
  const query = useQuery(resumeRulesQuery);
  const client = useQueryClient();
  const toast = useToast();
  const { change } = useOutbox();
  if (resumes.length < 2) return null;
  const save = (rules: ResumeRule[]) => {
    client.setQueryData(resumeRulesQuery.queryKey, (before) => ({ version: before?.version ?? 0, rules }));
    change({ kind: 'resume_rules', about: 'resume_rules', title: '', company: '', body: { rules } }).catch((error: unknown) => {
      toast({ text: explain(error) });
      void client.invalidateQueries({ queryKey: resumeRulesQuery.queryKey });
    });
  };
  const nameOf = (id: string) => resumes.find((resume) => resume.id === id)?.name ?? '';
  const rules = query.data?.rules ?? [];
  return (
    <Section title={t('Which résumé goes where')}>
      <p className={s.text}>{t('The first rule that fits a posting chooses the résumé; without one the default goes.')}</p>
      {query.isPending ? (
        <Loading label={t('Loading the rules')} />
      ) : query.data === undefined ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : (
        <>
          {rules.length > 0 ? (
            <ol className={s.answers}>
              {rules.map((rule, index) => (
                <li key={`${rule.resumeId} ${ruleWords(rule)}`} data-testid="resume-rule">
                  <div>
                    <p>{ruleWords(rule)}</p>
                    <p>{nameOf(rule.resumeId)}</p>
                  </div>
                  <Button
                    size="small"
                    variant="ghost"
                    icon
                    disabled={index === 0}
                    aria-label={t('Move up: {{rule}}', { rule: ruleWords(rule) })}
                    onClick={() => save([...rules.slice(0, index - 1), rule, rules[index - 1]!, ...rules.slice(index + 1)])}
                  >
                    <ArrowUp size={15} aria-hidden />
                  </Button>
                  <Button
                    size="small"
                    variant="ghost"
                    icon
                    aria-label={t('Remove: {{what}}', { what: ruleWords(rule) })}
                    onClick={() => save(rules.filter((other) => other !== rule))}
                  >
                    <Trash2 size={15} aria-hidden />
                  </Button>
                </li>
              ))}
            </ol>
          ) : null}
          {rules.length < kMostRules ? <NewRule resumes={resumes} add={(rule) => save([...rules, rule])} /> : null}
        </>
      )}
    </Section>
  );
}

function NewRule({ resumes, add }: { resumes: readonly Resume[]; add: (rule: ResumeRule) => void }) {
  const [title, setTitle] = useState('');
  const [companies, setCompanies] = useState('');
  const [language, setLanguage] = useState('');
  const [mode, setMode] = useState('');
  const [resume, setResume] = useState(resumes.find(({ isDefault }) => !isDefault)?.id ?? resumes[0]!.id);
  const titleWords = listOf(title);
  const names = listOf(companies);
  const languages = kLanguages.filter(({ value }) => value === language).map(({ value }) => value);
  const workModes = kModes.filter((value) => value === mode);
  const conditions = {
    ...(titleWords.length > 0 ? { titleWords } : {}),
    ...(names.length > 0 ? { companies: names } : {}),
    ...(languages.length > 0 ? { languages } : {}),
    ...(workModes.length > 0 ? { workModes } : {}),
  };
  const any = { value: '', label: t('Any') };
  return (
    <form
      className={`${s.editor} ${s.gap}`}
      onSubmit={(event) => {
        event.preventDefault();
        add({ resumeId: resume, ...conditions });
        setTitle('');
        setCompanies('');
        setLanguage('');
        setMode('');
      }}
    >
      <TextField label={t('Words in the title')} hint={t('Any of these, with commas between.')} optional maxLength={1000} value={title} onChange={(event) => setTitle(event.target.value)} />
      <TextField label={t('Employers')} hint={t('Any of these, with commas between.')} optional maxLength={1000} value={companies} onChange={(event) => setCompanies(event.target.value)} />
      <Choices label={t('Language of the posting')} name="rule-language" options={[any, ...kLanguages.map(({ value, words }) => ({ value, label: t(words) }))]} current={language} onChange={(event) => setLanguage(event.target.value)} />
      <Choices label={t('Work mode')} name="rule-mode" options={[any, ...kModes.map((value) => ({ value, label: t(kWorkModeWords[value]) }))]} current={mode} onChange={(event) => setMode(event.target.value)} />
      <SelectField label={t('Then send')} options={resumes.map(({ id, name }) => ({ value: id, label: name }))} value={resume} onChange={(event) => setResume(event.target.value)} />
      <div>
        <Button type="submit" disabled={Object.keys(conditions).length === 0}>
          {t('Add the rule')}
        </Button>
      </div>
    </form>
  );
}
