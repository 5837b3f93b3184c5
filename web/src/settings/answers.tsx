import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MessageSquareText } from 'lucide-react';
import { useState } from 'react';

import { t, tn } from '../i18n/i18n.ts';
import { explain } from '../api/problem.ts';
import { answersQuery } from '../api/queries.ts';
import type { SavedAnswer } from '../api/types.ts';
import { useOutbox } from '../outbox/provider.tsx';
import { normalQuestion } from '../ui/normal.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Choices, TextArea, TextField } from '../ui/fields.tsx';
import { Button, Empty, Failed, Loading, Notice, Page } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import s from './settings.module.css';

export function answerWords(answer: SavedAnswer['answer']): string {
  if (answer === true) return t('Yes');
  if (answer === false) return t('No');
  if (answer === null) return '';
  return Array.isArray(answer) ? answer.join(', ') : String(answer);
}

/** What was typed, in the kind of the answer that it replaces. */
export function retype(before: SavedAnswer['answer'], text: string): SavedAnswer['answer'] {
  if (typeof before === 'boolean') return text === 'yes';
  if (typeof before === 'number') return Number.isFinite(Number(text)) && text.trim() !== '' ? Number(text) : text;
  if (Array.isArray(before)) return text.split(/[,\n]/).map((part) => part.trim()).filter(Boolean);
  return text;
}

/** The list as it will be once the change has been sent. */
export function withAnswer(answers: readonly SavedAnswer[], change: SavedAnswer): SavedAnswer[] {
  const same = normalQuestion(change.question);
  const others = answers.filter(({ question }) => normalQuestion(question) !== same);
  return change.answer === null ? others : [change, ...others];
}

export function findAnswers(answers: readonly SavedAnswer[], search: string): SavedAnswer[] {
  const words = search.trim().toLocaleLowerCase().split(/\s+/);
  return answers.filter((saved) => {
    const text = `${saved.question} ${answerWords(saved.answer)}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export default function AnswersScreen() {
  const answers = useQuery(answersQuery);
  const client = useQueryClient();
  const toast = useToast();
  const [editing, setEditing] = useState<SavedAnswer | 'new' | null>(null);
  const { change } = useOutbox();
  const [search, setSearch] = useState('');
  const put = useMutation({
    mutationFn: ({ question, answer }: SavedAnswer) =>
      change({ kind: 'save_answers', about: 'answers', title: question, company: '', body: { answers: [{ question, answer }] } }),
    onSuccess: (receipt, saved) => {
      if (receipt.state === 'sent') {
        client.setQueryData(answersQuery.queryKey, receipt.answer as { answers: SavedAnswer[] });
        return;
      }
      client.setQueryData(answersQuery.queryKey, (all) => (all === undefined ? all : { answers: withAnswer(all.answers, saved) }));
      toast({ text: t('Kept on this device, sent as soon as the server answers.') });
    },
  });
  const forget = (saved: SavedAnswer) => {
    put.mutate(
      { question: saved.question, answer: null },
      {
        onSuccess: () =>
          toast({
            text: t('Forgotten; the question is asked again when it comes'),
            action: { label: t('Undo'), run: () => put.mutate(saved, { onError: (error) => toast({ text: explain(error) }) }) },
          }),
        onError: (error) => toast({ text: explain(error) }),
      },
    );
  };
  const found = findAnswers(answers.data?.answers ?? [], search);
  return (
    <Page
      title={t('Saved answers')}
      lead={t('Given word for word when a form asks the same question.')}
      back={{ to: '/settings', label: t('Settings') }}
      width="narrow"
      actions={<Button onClick={() => setEditing('new')}>{t('Add')}</Button>}
    >
      {answers.isPending ? (
        <Loading label={t('Loading your answers')} />
      ) : answers.data === undefined ? (
        <Failed error={answers.error} retry={() => void answers.refetch()} />
      ) : answers.data.answers.length === 0 ? (
        <Empty icon={MessageSquareText} title={t('No saved answers yet')}>
          <p>{t('When a form asks something new, you answer it once in Review and it is kept here.')}</p>
        </Empty>
      ) : (
        <>
        <div className={s.find}>
          <TextField label={t('Search')} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
          <p aria-live="polite">{tn('{{count}} answers', found.length)}</p>
        </div>
        <ul className={s.answers}>
          {found.map((saved) => (
            <li key={saved.question} data-testid="saved-answer">
              <div>
                <p>{saved.question}</p>
                <p>{answerWords(saved.answer)}</p>
              </div>
              <Button size="small" variant="ghost" onClick={() => setEditing(saved)} aria-label={t('Edit: {{question}}', { question: saved.question })}>
                {t('Edit')}
              </Button>
              <Button size="small" variant="ghost" disabled={put.isPending} onClick={() => forget(saved)} aria-label={t('Forget: {{question}}', { question: saved.question })}>
                {t('Forget')}
              </Button>
            </li>
          ))}
        </ul>
        </>
      )}
      {editing !== null ? (
        <Editor
          saved={editing === 'new' ? null : editing}
          save={async (answer) => {
            await put.mutateAsync(answer);
            setEditing(null);
          }}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </Page>
  );
}

function Editor({ saved, save, onClose }: { saved: SavedAnswer | null; save: (answer: SavedAnswer) => Promise<void>; onClose: () => void }) {
  const before = saved?.answer ?? '';
  const [question, setQuestion] = useState(saved?.question ?? '');
  const [text, setText] = useState(() => (typeof before === 'boolean' ? (before ? 'yes' : 'no') : answerWords(before)));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const empty = question.trim() === '' || text.trim() === '';
  const submit = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await save({ question: question.trim(), answer: retype(before, text) });
    } catch (error) {
      setFailure(explain(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={saved === null ? t('Add an answer') : t('Edit the answer')} onClose={onClose}>
      <form
        className={s.editor}
        onSubmit={(event) => {
          event.preventDefault();
          if (!empty) void submit();
        }}
      >
        {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
        {saved === null ? (
          <TextField label={t('Question')} hint={t('As the form words it.')} maxLength={1000} value={question} onChange={(event) => setQuestion(event.target.value)} />
        ) : (
          <p className={s.question}>{saved.question}</p>
        )}
        {typeof before === 'boolean' ? (
          <Choices
            label={t('Answer')}
            name="answer"
            options={[
              { value: 'yes', label: t('Yes') },
              { value: 'no', label: t('No') },
            ]}
            onChange={(event) => setText(event.target.value)}
            current={text}
          />
        ) : (
          <TextArea
            label={t('Answer')}
            hint={Array.isArray(before) ? t('Several choices, with commas between.') : undefined}
            maxLength={10_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
        <div>
          <Button type="submit" variant="primary" disabled={empty} busy={busy}>
            {t('Save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
