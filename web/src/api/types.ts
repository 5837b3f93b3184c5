import type { components, operations } from './schema.d.ts';

type Schemas = components['schemas'];

export type Application = Schemas['Application'];
export type ApplicationStatus = Schemas['ApplicationStatus'];
export type AnswerSent = Schemas['AnswerSent'];
export type Device = Schemas['Device'];
export type Event = Schemas['Event'];
export type EventPage = Schemas['EventPage'];
export type Evidence = Schemas['Evidence'];
export type Failure = Schemas['Failure'];
export type FailureKind = Schemas['FailureKind'];
export type Frame = Schemas['Frame'];
export type Job = Schemas['Job'];
export type JobDetails = Schemas['JobDetails'];
export type ResumeRule = Schemas['ResumeRule'];
export type JobCard = Schemas['JobCard'];
export type Note = Schemas['Note'];
export type Outcome = Schemas['Outcome'];
export type OutcomeKind = Schemas['OutcomeKind'];
export type Presence = Schemas['Presence'];
export type ProblemBody = Schemas['Problem'];
export type Profile = Schemas['Profile'];
export type ProfileDocument = Schemas['ProfileDocument'];
export type Progress = Schemas['Progress'];
export type Question = Schemas['Question'];
export type Reminder = Schemas['Reminder'];
export type Resume = Schemas['Resume'];
export type SavedAnswer = Schemas['SavedAnswer'];
export type Session = Schemas['Session'];
export type QuietHours = Schemas['QuietHours'];
export type Settings = Schemas['Settings'];
export type SettingsChange = Schemas['SettingsChange'];
export type SimilarApplication = Schemas['SimilarApplication'];
export type Swiped = Schemas['Swiped'];
export type User = Schemas['User'];

type JsonOf<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;

export type ApplicationDetail = JsonOf<operations['getApplication']['responses'][200]>;
export type ApplicationPage = JsonOf<operations['listApplications']['responses'][200]>;
export type DeckPage = JsonOf<operations['getDeck']['responses'][200]>;
export type DeckQuery = NonNullable<operations['getDeck']['parameters']['query']>;
export type LogPage = JsonOf<operations['getApplicationLogs']['responses'][200]>;
export type LogLine = LogPage['logs'][number];
export type BulkResult = JsonOf<operations['bulkApplications']['responses'][200]>;
