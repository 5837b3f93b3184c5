import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, FileText, Trash2, Upload } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';

import { t } from '../i18n/i18n.ts';
import { api, take } from '../api/client.ts';
import { explain } from '../api/problem.ts';
import { resumesQuery } from '../api/queries.ts';
import type { Resume } from '../api/types.ts';
import { Confirm } from '../ui/dialog.tsx';
import { Badge, Button, Failed, Loading, Notice } from '../ui/parts.tsx';
import { useToast } from '../ui/toasts.tsx';
import { ago, fileSize } from '../ui/words.ts';
import s from './resumes.module.css';

const kMostBytes = 5 * 1024 * 1024;
const kPdf = 'application/pdf';
const kDocx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Why a file is not worth sending; null when it is. The server looks inside, this only saves the way. */
export function refusal(file: Pick<File, 'name' | 'size'>): string | null {
  if (!/\.(pdf|docx)$/i.test(file.name)) return t('A résumé is a PDF or Word (.docx) file.');
  if (file.size > kMostBytes) return t('{{name}} is {{size}}; at most 5 MB are allowed.', { name: file.name, size: fileSize(file.size) });
  if (file.size === 0) return t('{{name}} is empty.', { name: file.name });
  return null;
}

async function upload(file: File): Promise<Resume> {
  const type = /\.pdf$/i.test(file.name) ? kPdf : kDocx;
  return take(
    api.POST('/api/resumes', {
      params: { query: { name: file.name.slice(0, 200) } },
      // The contract describes the body as text; it is the file's bytes.
      body: file as unknown as string,
      bodySerializer: (body: unknown) => body as Blob,
      headers: { 'Content-Type': type },
    }),
  );
}

export function ResumeUpload({ onUploaded }: { onUploaded?: (resume: Resume) => void }) {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const send = useMutation({
    mutationFn: upload,
    onSuccess: async (resume) => {
      await client.invalidateQueries({ queryKey: resumesQuery.queryKey });
      onUploaded?.(resume);
    },
    onError: (error) => setFailure(explain(error)),
  });
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    const why = refusal(file);
    setFailure(why);
    if (why === null) send.mutate(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };
  return (
    <div className={s.upload}>
      <div
        className={s.drop}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Upload size={20} strokeWidth={1.6} aria-hidden />
        <Button busy={send.isPending} onClick={() => input.current?.click()}>
          {t('Choose a file')}
        </Button>
        <p>{t('or drop it here. PDF or Word, at most 5 MB.')}</p>
        <input
          ref={input}
          type="file"
          accept={`.pdf,.docx,${kPdf},${kDocx}`}
          className="visually-hidden"
          tabIndex={-1}
          aria-label={t('Résumé file')}
          data-testid="resume-input"
          onChange={(event) => {
            choose(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      {failure !== null ? <Notice tone="bad">{failure}</Notice> : null}
    </div>
  );
}

export function ResumeList() {
  const resumes = useQuery(resumesQuery);
  const client = useQueryClient();
  const toast = useToast();
  const [removing, setRemoving] = useState<Resume | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: resumesQuery.queryKey });
  const makeDefault = useMutation({
    mutationFn: (resume: Resume) => take(api.POST('/api/resumes/{id}/default', { params: { path: { id: resume.id } } })),
    onSuccess: refresh,
    onError: (error) => toast({ text: explain(error) }),
  });
  const remove = async (resume: Resume) => {
    await take(api.DELETE('/api/resumes/{id}', { params: { path: { id: resume.id } } }));
    await refresh();
  };
  if (resumes.isPending) return <Loading label={t('Loading your résumés')} />;
  if (resumes.data === undefined) return <Failed error={resumes.error} retry={() => void resumes.refetch()} />;
  if (resumes.data.resumes.length === 0) return null;
  return (
    <>
      <ul className={s.list}>
        {resumes.data.resumes.map((resume) => (
          <li key={resume.id} data-testid="resume">
            <FileText size={18} strokeWidth={1.6} aria-hidden />
            <div>
              <p>
                {resume.name} {resume.isDefault ? <Badge tone="accent">{t('Default')}</Badge> : null}
              </p>
              <small>
                {fileSize(resume.bytes)} · {ago(resume.createdAt)}
              </small>
            </div>
            {resume.isDefault ? null : (
              <Button size="small" disabled={makeDefault.isPending} onClick={() => makeDefault.mutate(resume)}>
                {t('Make default')}
              </Button>
            )}
            <a className={s.icon} href={`/api/resumes/${resume.id}`} download={resume.name} aria-label={t('Download {{name}}', { name: resume.name })} title={t('Download')}>
              <Download size={16} aria-hidden />
            </a>
            <Button size="small" variant="ghost" icon aria-label={t('Delete {{name}}', { name: resume.name })} title={t('Delete')} onClick={() => setRemoving(resume)}>
              <Trash2 size={16} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {removing !== null ? (
        <Confirm title={t('Delete {{name}}?', { name: removing.name })} action={t('Delete')} run={() => remove(removing)} onClose={() => setRemoving(null)}>
          <p>{t('Applications that were sent with it are not changed.')}</p>
        </Confirm>
      ) : null}
    </>
  );
}
