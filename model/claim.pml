/* One application, two desktops, and everything that may go wrong between them: a model of the claim, its lease and epoch, and the
 * submit intent, for spin (https://spinroot.com). README.md explains it; claim.test.mjs runs it.
 *
 * Each server step is one guarded statement of SQL, so it is atomic here. A request may be lost, its reply may be lost, a copy of
 * it may come later. A desktop may stop for any time at any place (it sleeps), or end and start again with its journal. Time is what
 * it can do: a permission to click runs out, a lease lapses when its desktop's permission has run out.
 *
 * I2 is `posts <= 1 + wrong`. What is marked CHECK says why it holds, and falls earlier; COUNT_ONLY leaves those out.
 *
 * Variants, each wrong in one way: NO_EPOCH NO_INTENT RETRY_AFTER_GRANT OLD_PERMISSION REPEAT_KEEPS_LEASE CLICK_FORGOTTEN
 * RELEASE_FORGOTTEN LATE_DROPPED SWEEP_UNGUARDED CANCEL_IGNORED UNPROVEN_QUESTION
 */
#ifndef EPOCHS
#define EPOCHS 3
#endif
#ifdef COUNT_ONLY
#define CHECK(what) skip
#else
#define CHECK(what) assert(what)
#endif

mtype = { QUEUED, LEASED, REVIEW, COMPLETED, FAILED, CANCELLED };
mtype = { NOTHING, PROOF, UNKNOWN, STOPPED, ASKED };

/* The row */
mtype status = QUEUED;
byte epoch = 0;         /* of the last lease; rises at every claim */
byte holder = 0;        /* the desktop that holds it: 1 or 2 */
byte granted = 0;       /* the epoch that was granted the submit intent */
byte released = 0;      /* a granted epoch that the person, or its own desktop, gave up for unsent */
bool cancel = false;    /* the person wants it back */
bool short_lease = false; /* of REPEAT_KEEPS_LEASE: a permission outlives the lease */

/* What only the model knows */
byte owner[EPOCHS + 1]; /* whose each epoch is */
byte newest = 0;        /* the last epoch that was granted */
byte permission[3];     /* the epoch that each desktop may click for, while its time has not run out */
bool flying[3];         /* a submission is on its way to the employer */
bool arrived[3];        /* it got there, and its desktop may have seen the confirmation */
byte posts = 0;         /* what the employer got */
byte wrong = 0;         /* "not sent", said of what was sent */

chan late = [1] of { byte, byte };  /* a copy of a request for the intent that is still on its way: desktop, epoch */

#define LIVE(d, e) (status == LEASED && holder == d && epoch == e)

inline end_lease(next) {
  CHECK(status != COMPLETED && status != CANCELLED); /* I4 */
  status = next;
  holder = 0;
}

/* A lease that lapsed, or an attempt that came to nothing */
inline requeue_or_end() {
  if
  :: cancel -> end_lease(CANCELLED)
  :: !cancel && epoch < EPOCHS -> end_lease(QUEUED)
  :: !cancel && epoch >= EPOCHS -> end_lease(FAILED)
  fi
}

/* The same request is given again what it was given; a second one gets nothing */
inline claim(d, given) {
  d_step {
    if
    :: status == LEASED && holder == d -> given = epoch
    :: status == QUEUED && !cancel && epoch < EPOCHS ->
       epoch++;
       assert(owner[epoch] == 0); /* I3: an epoch is given once */
       owner[epoch] = d;
       holder = d;
       short_lease = false;
       status = LEASED;
       given = epoch
    :: else -> given = 0
    fi
  }
}

/* `heard` says that the desktop counts its permission from this request on */
inline intent(d, e, heard, yes) {
  d_step {
    yes = false;
    if
#ifdef NO_EPOCH
    :: status == LEASED && !cancel ->
#else
#ifdef CANCEL_IGNORED
    :: LIVE(d, e) && granted == 0 ->
#else
    :: LIVE(d, e) && granted == 0 && !cancel ->
#endif
#endif
       CHECK(e == epoch); /* I3 */
       granted = epoch;
       newest = epoch;
       released = 0;
       short_lease = false;
       yes = true
    :: LIVE(d, e) && granted == e ->
       yes = true
#ifdef REPEAT_KEEPS_LEASE
       ; short_lease = true
#endif
    :: else -> skip
    fi;
    if
    :: yes && heard -> permission[d] = e
    :: else -> skip
    fi
  }
}

inline report(d, e, what) {
  d_step {
    if
#ifdef NO_EPOCH
    :: what != PROOF && status == LEASED ->
#else
    :: what != PROOF && LIVE(d, e) ->
#endif
       CHECK(e == epoch); /* I3 */
#ifdef RETRY_AFTER_GRANT
       granted = 0;
       requeue_or_end()
#else
       if
       :: granted != 0 && what != ASKED -> end_lease(REVIEW)
       :: granted != 0 && what == ASKED ->
          released = granted;
          granted = 0;
          requeue_or_end()                /* the person has answered */
       :: granted == 0 -> requeue_or_end()
       fi
#endif
    :: what == ASKED && status == REVIEW && granted == e ->
       released = granted;
       granted = 0;
       requeue_or_end()
    :: what == PROOF && LIVE(d, e) && granted == e -> end_lease(COMPLETED)
#ifndef LATE_DROPPED
    :: what == PROOF && status == REVIEW && granted == e -> end_lease(COMPLETED)
    :: what == PROOF && granted == 0 && released == e && (status == QUEUED || status == LEASED || status == REVIEW) ->
       assert(e == newest); /* I3: only the newest grant settles */
       granted = e;
       released = 0;
       end_lease(COMPLETED)
    :: what == PROOF && granted == 0 && released == e && status == FAILED ->
       granted = e;
       released = 0
#endif
    :: else ->
       /* Refused. Whoever was granted last and can prove it is heard, unless it has ended. */
       CHECK(!(what == PROOF && e == newest && (status == QUEUED || status == LEASED || status == REVIEW)))
    fi
  }
}

inline click(d, e) {
  d_step {
    CHECK(LIVE(d, e) && granted == e); /* nobody was told yet that it is over */
    CHECK(!cancel);
    flying[d] = true
  }
}

proctype Desktop(byte d) {
  byte e;          /* journal: the attempt */
  bool clicking;   /* journal: written before the click */
  mtype outcome;   /* journal */
  bool yes;

idle:
  e = 0;
  clicking = false;
  outcome = NOTHING;
end_idle:
  if
  :: atomic { status == QUEUED && epoch < EPOCHS && !cancel -> claim(d, e) };
     if
     :: e != 0 -> skip                    /* the reply came */
     :: e != 0 -> goto lost_claim         /* it did not; the same request is sent again */
     :: e == 0 -> goto idle
     fi
  fi;
  goto work;

lost_claim:
  claim(d, e);
  if
  :: e == 0 -> goto idle                  /* the lease has lapsed meanwhile */
  :: e != 0 -> skip
  fi;

work:
  if
  :: goto ask
  :: outcome = STOPPED; goto tell         /* the site fails, the form is not understood, … */
  :: goto restart
  fi;

ask:
#ifdef NO_INTENT
  clicking = true;
  goto final;
#endif
  if
  :: nfull(late) -> late!d,e              /* a copy of the request takes its time */
  :: skip
  fi;
  if
  :: intent(d, e, true, yes);
     if
     :: yes -> goto armed
     :: yes -> skip                       /* the reply is lost */
     :: !yes -> goto idle                 /* refused: the work is dropped */
     fi
  :: skip                                 /* the request is lost */
  fi;
  if
  :: goto ask
  :: outcome = STOPPED; goto tell         /* patience is over: nothing was sent */
  :: goto restart
  fi;

armed:
  if
#ifdef OLD_PERMISSION
  :: true ->
#else
  :: permission[d] == e ->
#endif
#ifndef CLICK_FORGOTTEN
     clicking = true;
#endif
     goto final
  :: permission[d] != e -> goto ask
  :: outcome = ASKED; goto tell           /* nothing was pressed that could send it, and the form asks what nobody answered */
  :: goto restart
  fi;

final:
  if
#ifdef NO_INTENT
  :: click(d, e)
#else
#ifdef OLD_PERMISSION
  :: click(d, e)
#else
  :: atomic { permission[d] == e -> click(d, e) }
  :: permission[d] != e -> outcome = UNKNOWN; goto tell
#endif
#endif
  :: goto restart
  fi;

  if
  :: atomic { arrived[d] -> outcome = PROOF }
#ifdef UNPROVEN_QUESTION
  :: outcome = ASKED
#else
  :: outcome = UNKNOWN                    /* no confirmation in time */
#endif
  :: goto restart
  fi;

tell:
  if
  :: report(d, e, outcome); goto idle
  :: report(d, e, outcome); goto tell     /* the reply is lost: sent again */
  :: goto restart
  fi;

restart:                                  /* all but the journal is gone */
  if
  :: outcome != NOTHING -> goto tell
  :: outcome == NOTHING && clicking -> outcome = UNKNOWN; goto tell
  :: outcome == NOTHING && !clicking && LIVE(d, e) -> goto work
  :: outcome == NOTHING && !clicking && !LIVE(d, e) -> outcome = STOPPED; goto tell
  fi
}

/* Leases that run out. The statement's guard holds what was read against what is there. */
proctype Sweep() {
#ifdef SWEEP_UNGUARDED
  bool unsent;
end_sweep:
  do
  :: atomic { status == LEASED && permission[holder] != epoch -> unsent = (granted == 0) };
     d_step {
       if
       :: unsent -> requeue_or_end()
       :: !unsent -> end_lease(REVIEW)
       fi
     }
  od
#else
end_sweep:
  do
  :: d_step {
       status == LEASED && (permission[holder] != epoch || short_lease) ->
#ifdef RETRY_AFTER_GRANT
       granted = 0;
       requeue_or_end()
#else
       if
       :: granted != 0 -> end_lease(REVIEW)
       :: granted == 0 -> requeue_or_end()
       fi
#endif
     }
  od
#endif
}

proctype Time() {
end_time:
  do
  :: permission[1] != 0 -> permission[1] = 0
  :: permission[2] != 0 -> permission[2] = 0
  od
}

proctype Network() {
  byte d, e;
  bool yes;
end_network:
  do
  :: late?d,e; intent(d, e, false, yes)
  :: late?d,e                             /* or it is lost after all */
  od
}

proctype Employer() {
end_employer:
  do
  :: d_step {
       flying[1] -> flying[1] = false; arrived[1] = true; posts++;
       assert(posts <= 1 + wrong)         /* I2 */
     }
  :: d_step {
       flying[2] -> flying[2] = false; arrived[2] = true; posts++;
       assert(posts <= 1 + wrong)         /* I2 */
     }
  :: flying[1] -> flying[1] = false       /* lost on its way */
  :: flying[2] -> flying[2] = false
  od
}

/* Says what is true, and once what is not; not before a submission on its way has landed. */
proctype Person() {
end_person:
  do
  :: atomic {
       status == REVIEW && granted != 0 && !flying[1] && !flying[2] ->
       if
       :: posts != 0 -> status = COMPLETED
       :: posts == 0 || wrong == 0 ->
          if
          :: posts != 0 -> wrong++
          :: else -> skip
          fi;
#ifndef RELEASE_FORGOTTEN
          released = granted;
#endif
          granted = 0;
          if
          :: epoch < EPOCHS -> status = QUEUED
          :: epoch >= EPOCHS -> status = FAILED
          fi
       fi
     }
  :: d_step { status == LEASED && granted == 0 && !cancel -> cancel = true }
  :: d_step { status == QUEUED && !cancel -> cancel = true; status = CANCELLED }
  od
}

init {
  atomic {
    run Desktop(1);
    run Desktop(2);
    run Sweep();
    run Time();
    run Network();
    run Employer();
    run Person()
  }
}
