import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MessageSquareText } from 'lucide-react';
import { useState } from 'react';

import { api, take } from '../api/client.ts';
import { explain } from '../api/problem.ts';
import { answersQuery } from '../api/queries.ts';
import type { SavedAnswer } from '../api/types.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Choices, TextArea, TextField } from '../ui/fields.tsx';
import { Button, Empty, Failed, Loading, Notice, Page } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import s from './settings.module.css';

export function answerWords(answer: SavedAnswer['answer']): string {
  if (answer === true) return 'Yes';
  if (answer === false) return 'No';
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

export default function AnswersScreen() {
  const answers = useQuery(answersQuery);
  const client = useQueryClient();
  const toast = useToast();
  const [editing, setEditing] = useState<SavedAnswer | 'new' | null>(null);
  const put = useMutation({
    mutationFn: (answer: SavedAnswer) => take(api.PUT('/api/answers', { body: { answers: [{ question: answer.question, answer: answer.answer }] } })),
    onSuccess: (all) => client.setQueryData(answersQuery.queryKey, all),
  });
  const forget = (saved: SavedAnswer) => {
    put.mutate(
      { question: saved.question, answer: null },
      {
        onSuccess: () =>
          toast({
            text: 'Forgotten; the question is asked again when it comes',
            action: { label: 'Undo', run: () => put.mutate(saved, { onError: (error) => toast({ text: explain(error) }) }) },
          }),
        onError: (error) => toast({ text: explain(error) }),
      },
    );
  };
  return (
    <Page
      title="Saved answers"
      lead="Given word for word when a form asks the same question."
      back={{ to: '/settings', label: 'Settings' }}
      width="narrow"
      actions={<Button onClick={() => setEditing('new')}>Add</Button>}
    >
      {answers.isPending ? (
        <Loading label="Loading your answers" />
      ) : answers.isError ? (
        <Failed error={answers.error} retry={() => void answers.refetch()} />
      ) : answers.data.answers.length === 0 ? (
        <Empty icon={MessageSquareText} title="No saved answers yet">
          <p>When a form asks something new, you answer it once in Review and it is kept here.</p>
        </Empty>
      ) : (
        <ul className={s.answers}>
          {answers.data.answers.map((saved) => (
            <li key={saved.question} data-testid="saved-answer">
              <div>
                <p>{saved.question}</p>
                <p>{answerWords(saved.answer)}</p>
              </div>
              <Button size="small" variant="ghost" onClick={() => setEditing(saved)} aria-label={`Edit: ${saved.question}`}>
                Edit
              </Button>
              <Button size="small" variant="ghost" disabled={put.isPending} onClick={() => forget(saved)} aria-label={`Forget: ${saved.question}`}>
                Forget
              </Button>
            </li>
          ))}
        </ul>
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
    <Dialog title={saved === null ? 'Add an answer' : 'Edit the answer'} onClose={onClose}>
      <form
        className={s.editor}
        onSubmit={(event) => {
          event.preventDefault();
          if (!empty) void submit();
        }}
      >
        {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
        {saved === null ? (
          <TextField label="Question" hint="As the form words it." maxLength={1000} value={question} onChange={(event) => setQuestion(event.target.value)} />
        ) : (
          <p className={s.question}>{saved.question}</p>
        )}
        {typeof before === 'boolean' ? (
          <Choices
            label="Answer"
            name="answer"
            options={[
              { value: 'yes', label: 'Yes' },
              { value: 'no', label: 'No' },
            ]}
            onChange={(event) => setText(event.target.value)}
            current={text}
          />
        ) : (
          <TextArea
            label="Answer"
            hint={Array.isArray(before) ? 'Several choices, with commas between.' : undefined}
            maxLength={10_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
        <div>
          <Button type="submit" variant="primary" disabled={empty} busy={busy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
