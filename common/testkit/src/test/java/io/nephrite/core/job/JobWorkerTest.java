package io.nephrite.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.ManualClock;
import io.nephrite.testkit.NoPause;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Here and not in core, which the store in memory depends on. */
class JobWorkerTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration PAST_LEASE = Duration.ofSeconds(61);
    private static final Job TRAINING = Job.of("training-1", 10, EventExamples.of(TrainingRequested.class));
    private static final Job PREDICTION = Job.of("prediction-1", 5, EventExamples.of(PredictionRequested.class));
    private static final List<Event> RESULT = List.of(EventExamples.of(FoldTrained.class));

    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore store = new InMemoryObjectStore(clock);
    private final List<String> log = new ArrayList<>();
    private final Map<String, String> currentVersion = new HashMap<>();

    @Test
    void runsAJobAndClosesIt() {
        JobWorker worker = worker("a", (job, lease) -> {
            assertThat(job.cause()).isEqualTo(EventExamples.of(TrainingRequested.class));
            return JobResult.finished(RESULT);
        });
        worker.submit(TRAINING);

        assertThat(worker.runNext()).isTrue();
        assertThat(log).containsExactly("finished training-1 [fold-trained]");
        assertThat(store.keys()).isEmpty();
        assertThat(worker.runNext()).isFalse();
    }

    @Test
    void runsOneJobOfAGroupAtATime() {
        Job first = Job.of("training-1.first", 10, EventExamples.of(TrainingRequested.class));
        Job second = Job.of("training-1.second", 10, EventExamples.of(TrainingRequested.class));
        JobWorker b = worker("b", (job, lease) -> JobResult.finished(RESULT));
        JobWorker a = worker("a", (job, lease) -> {
            b.sweep();
            assertThat(b.runNext()).isFalse();
            return JobResult.finished(RESULT);
        });
        a.submit(first);
        b.submit(second);

        assertThat(a.runNext()).isTrue();
        b.sweep();
        assertThat(b.runNext()).isTrue();
        assertThat(log)
                .containsExactly(
                        "finished training-1.first [fold-trained]", "finished training-1.second [fold-trained]");
        assertThat(store.keys()).allMatch(key -> key.contains("/clock/"));
    }

    @Test
    void takesAJobOfAGroupWhoseOtherWorkerIsDead() {
        Job first = Job.of("training-1.first", 10, EventExamples.of(TrainingRequested.class));
        Job second = Job.of("training-1.second", 10, EventExamples.of(TrainingRequested.class));
        JobQueue queue = queue();
        queue.submit(first);
        queue.submit(second);
        assertThat(queue.claim(first, new WorkerId("a", "1"))).isPresent();
        assertThat(queue.claim(second, new WorkerId("b", "1"))).isEmpty();
        clock.advance(PAST_LEASE);
        assertThat(queue.claim(second, new WorkerId("b", "1"))).isPresent();
        assertThat(queue.claim(first, new WorkerId("c", "1"))).isEmpty();
    }

    @Test
    void runsPredictionsBesideEachOtherAndATrainingAlone() {
        Job other = Job.of("prediction-2", 5, EventExamples.of(PredictionRequested.class));
        JobWorker.Company company = (job, others) -> others.isEmpty()
                || Stream.concat(Stream.of(job), others.stream()).noneMatch(j -> j.id().equals(TRAINING.id()));
        JobWorker[] worker = new JobWorker[1];
        List<String> begun = new ArrayList<>();
        worker[0] = new JobWorker(
                queue(),
                new WorkerId("a", "1"),
                Map.of(
                        PREDICTION.topic(),
                        (job, lease) -> {
                            begun.add(job.id());
                            // a second slot looks for work meanwhile
                            boolean ran = worker[0].runNext();
                            assertThat(ran)
                                    .as("beside %s", job.id())
                                    .isEqualTo(begun.size() == 2 && job.id().equals(PREDICTION.id()));
                            return JobResult.finished(RESULT);
                        },
                        TRAINING.topic(),
                        (job, lease) -> {
                            worker[0].submit(other);
                            assertThat(worker[0].runNext())
                                    .as("beside a training")
                                    .isFalse();
                            return JobResult.finished(RESULT);
                        }),
                listener(),
                3,
                new NoPause(),
                name -> Optional.empty(),
                company);
        worker[0].submit(TRAINING);
        worker[0].submit(PREDICTION);
        worker[0].submit(other);

        assertThat(worker[0].runNext()).isTrue();
        assertThat(begun).containsExactly("prediction-1", "prediction-2");
        assertThat(worker[0].runNext()).as("the training, when it is alone").isTrue();
        assertThat(worker[0].runNext()).as("what was asked for meanwhile").isTrue();
    }

    @Test
    void makesOneJobOfTwoRequests() {
        JobWorker worker = worker("a", (job, lease) -> JobResult.finished(RESULT));
        worker.submit(TRAINING);
        worker.submit(TRAINING);
        worker.runNext();
        worker.runNext();
        assertThat(log).hasSize(1);
    }

    @Test
    void takesSmallerPrioritiesFirst() {
        List<String> order = new ArrayList<>();
        JobWorker worker = worker("a", (job, lease) -> {
            order.add(job.id());
            return JobResult.finished(List.of());
        });
        worker.submit(TRAINING);
        worker.submit(PREDICTION);
        worker.runNext();
        worker.runNext();
        assertThat(order).containsExactly("prediction-1", "training-1");
    }

    @Test
    void findsByASweepWhatWasSubmittedElsewhere() {
        worker("a", (job, lease) -> JobResult.stopped()).submit(TRAINING);
        JobWorker other = worker("b", (job, lease) -> JobResult.finished(RESULT));
        assertThat(other.runNext()).isFalse();
        other.sweep();
        assertThat(other.runNext()).isTrue();
    }

    /** However it learns of them: by its own look, by a sweep, or by a request to pause or cancel one. */
    @Test
    void leavesJobsToOthersThatItDoesNotTake() {
        JobWorker.Company predictions = new JobWorker.Company() {
            @Override
            public boolean takes(Job job) {
                return job.topic().equals(PREDICTION.topic());
            }

            @Override
            public boolean admits(Job job, Collection<Job> others) {
                return true;
            }
        };
        List<String> ran = new ArrayList<>();
        JobHandler handler = (job, lease) -> {
            ran.add(job.id());
            return JobResult.finished(RESULT);
        };
        JobWorker some = new JobWorker(
                queue(),
                new WorkerId("a", "1"),
                Map.of(PREDICTION.topic(), handler, TRAINING.topic(), handler),
                listener(),
                3,
                new NoPause(),
                name -> Optional.empty(),
                predictions);
        some.submit(TRAINING);
        some.submit(PREDICTION);
        some.sweep();
        some.control(TRAINING.id(), Optional.empty());
        runAll(some);
        assertThat(ran).containsExactly(PREDICTION.id());

        JobWorker all = worker("b", handler);
        all.sweep();
        assertThat(all.runNext()).isTrue();
        assertThat(ran).containsExactly(PREDICTION.id(), TRAINING.id());
    }

    @Test
    void leavesAJobAloneThatEndedBetweenALookAndTheClaim() {
        JobQueue queue = queue();
        queue.submit(TRAINING);
        Job seen = queue.find(TRAINING.id()).orElseThrow();
        JobWorker faster = worker("a", (job, lease) -> JobResult.finished(RESULT));
        faster.sweep();
        assertThat(faster.runNext()).isTrue();

        assertThat(queue.claim(seen, new WorkerId("b", "1"))).isEmpty();
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void leavesAJobAloneWhoseHeartbeatGoesOn() {
        AtomicInteger runs = new AtomicInteger();
        JobWorker other = worker("b", (job, lease) -> {
            runs.incrementAndGet();
            return JobResult.finished(RESULT);
        });
        AtomicReference<JobWorker> self = new AtomicReference<>();
        JobWorker worker = worker("a", (job, lease) -> {
            for (int i = 0; i < 10; i++) {
                clock.advance(Duration.ofSeconds(30));
                self.get().heartbeat();
                other.sweep();
                assertThat(other.runNext()).isFalse();
            }
            return JobResult.finished(RESULT);
        });
        self.set(worker);
        worker.submit(TRAINING);
        worker.runNext();
        assertThat(runs).hasValue(0);
        assertThat(log).containsExactly("finished training-1 [fold-trained]");
    }

    @Test
    void takesOverWhenTheHeartbeatStopsAndTheFirstWritesNothingMore() {
        JobWorker second = worker("b", (job, lease) -> {
            lease.guard(store).put("result", new byte[] {2});
            return JobResult.finished(RESULT);
        });
        JobWorker first = worker("a", (job, lease) -> {
            lease.guard(store).put("checkpoint", new byte[] {1});
            clock.advance(PAST_LEASE);
            second.sweep();
            assertThat(second.runNext()).isTrue();
            assertThat(lease.request()).isEqualTo(JobRequest.ABANDON);
            assertThatThrownBy(() -> lease.guard(store).put("result", new byte[] {1}))
                    .isInstanceOf(LeaseLostException.class);
            assertThatThrownBy(() -> lease.guard(store).putIfAbsent("marker", new byte[] {1}))
                    .isInstanceOf(LeaseLostException.class);
            throw new LeaseLostException(job.id(), lease.number());
        });
        first.submit(TRAINING);
        first.runNext();
        assertThat(store.bytes("result")).containsExactly(2);
        assertThat(store.exists("marker")).isFalse();
        assertThat(log).containsExactly("finished training-1 [fold-trained]", "retried training-1");
    }

    @Test
    void noticesATakeoverEvenWhereItsOwnClockStandsStill() {
        // The store's clock has moved, ours has not: only the successor's claim tells.
        JobQueue queue = new JobQueue(store, "trainer", LEASE, () -> 0);
        queue.submit(TRAINING);
        Lease first = queue.claim(TRAINING, new WorkerId("a", "1")).orElseThrow();
        clock.advance(PAST_LEASE);
        assertThat(queue.claim(TRAINING, new WorkerId("b", "1"))).isPresent();
        assertThat(first.request()).isEqualTo(JobRequest.CONTINUE);
        first.renew();
        assertThat(first.request()).isEqualTo(JobRequest.ABANDON);
        assertThatThrownBy(first::requireOwner).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void takesItsOwnPastOverAtOnceAfterARestart() {
        JobQueue queue = queue();
        queue.submit(TRAINING);
        assertThat(queue.claim(TRAINING, new WorkerId("a", "before"))).isPresent();
        assertThat(queue.claim(TRAINING, new WorkerId("b", "1"))).isEmpty();
        assertThat(queue.claim(TRAINING, new WorkerId("a", "after"))).isPresent();
    }

    @Test
    void letsExactlyOneOfManyTakersWin() throws Exception {
        queue().submit(TRAINING);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Callable<Boolean>> takers = IntStream.range(0, 16)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        start.await();
                        return queue().claim(TRAINING, new WorkerId("w" + i, "1"))
                                .isPresent();
                    })
                    .toList();
            List<Future<Boolean>> results = takers.stream().map(threads::submit).toList();
            start.countDown();
            int winners = 0;
            for (Future<Boolean> result : results) {
                winners += result.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void givesAReleasedJobToTheNextAtOnce() {
        AtomicReference<JobWorker> self = new AtomicReference<>();
        JobWorker first = worker("a", (job, lease) -> {
            self.get().stop();
            assertThat(lease.request()).isEqualTo(JobRequest.STOP);
            return JobResult.stopped();
        });
        self.set(first);
        first.submit(TRAINING);
        first.runNext();
        assertThat(first.runNext()).isFalse();

        JobWorker second = worker("b", (job, lease) -> {
            assertThat(lease.failures()).isZero();
            return JobResult.finished(RESULT);
        });
        second.sweep();
        assertThat(second.runNext()).isTrue();
    }

    @Test
    void repeatsWhatIsTransientUntilItWorksAndNeverCountsIt() {
        AtomicInteger runs = new AtomicInteger();
        JobWorker worker = worker("a", (job, lease) -> {
            assertThat(lease.failures()).isZero();
            if (runs.incrementAndGet() <= 20) {
                throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "connection refused");
            }
            return JobResult.finished(RESULT);
        });
        worker.submit(TRAINING);
        assertThat(worker.runNext()).isTrue();
        assertThat(log).hasSize(21).endsWith("finished training-1 [fold-trained]");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void tellsWhatDiskHasNoRoomAndGoesOnWhenThereIs() {
        AtomicInteger runs = new AtomicInteger();
        JobWorker worker = worker("a", (job, lease) -> {
            if (runs.incrementAndGet() == 1) {
                throw new PipelineException(FailureCode.DISK_UNAVAILABLE, "cache: 1 GiB needed, 0 free");
            }
            return JobResult.finished(RESULT);
        });
        worker.submit(TRAINING);
        assertThat(worker.runNext()).isTrue();
        assertThat(log).containsExactly("waiting training-1 DISK_UNAVAILABLE", "finished training-1 [fold-trained]");
    }

    @Test
    void closesAndReportsAJobThroughAnOutageInWhateverStepThatComes() {
        Map<String, JobHandler> endings = Map.of(
                "finished", (job, lease) -> JobResult.finished(RESULT),
                "bug",
                        (job, lease) -> {
                            throw new IllegalStateException("impossible");
                        },
                "cancelled",
                        (job, lease) -> {
                            queue().control(job.id(), Optional.of(JobControl.CANCEL));
                            return JobResult.stopped();
                        });
        endings.forEach((ending, handler) -> {
            for (int calls = 0; calls < 30; calls++) {
                int healthy = calls;
                InterruptedStore interrupted = new InterruptedStore(store);
                JobWorker worker = worker("a", queue(interrupted), (job, lease) -> {
                    interrupted.failAfter(healthy, 5);
                    return handler.run(job, lease);
                });
                worker.submit(TRAINING);
                assertThat(worker.runNext()).isTrue();
                assertThat(log)
                        .as("%s, outage after %d calls", ending, calls)
                        .filteredOn(line -> !line.startsWith("retried"))
                        .hasSize(1);
                assertThat(store.keys())
                        .as("%s, outage after %d calls", ending, calls)
                        .isEmpty();
                log.clear();
            }
        });
    }

    @Test
    void letsGoOfAJobAsSoonAsTheStoreIsBack() {
        InterruptedStore interrupted = new InterruptedStore(store);
        AtomicInteger runs = new AtomicInteger();
        JobWorker worker = worker("a", queue(interrupted), (job, lease) -> {
            if (runs.incrementAndGet() == 1) {
                interrupted.failAfter(0, 50);
                interrupted.exists("anything"); // the store goes away in the middle of the work
            }
            return JobResult.finished(RESULT);
        });
        worker.submit(TRAINING);
        assertThat(worker.runNext()).isTrue();
        assertThat(runs).hasValue(2);
        assertThat(log).containsExactly("retried training-1", "finished training-1 [fold-trained]");
    }

    @Test
    void countsCrashesWithoutProgressOnly() {
        queue().submit(TRAINING);
        for (int i = 0; i < 3; i++) {
            Lease lease =
                    queue().claim(TRAINING, new WorkerId("a", "start " + i)).orElseThrow();
            assertThat(lease.failures()).isEqualTo(i);
        }
        Lease progressing = queue().claim(TRAINING, new WorkerId("a", "later")).orElseThrow();
        progressing.progressed();
        progressing.renew();
        assertThat(queue().claim(TRAINING, new WorkerId("a", "last"))
                        .orElseThrow()
                        .failures())
                .isEqualTo(1);
    }

    @Test
    void closesAJobWhoseInputIsBad() {
        JobWorker worker = worker("a", (job, lease) -> {
            throw new PipelineException(FailureCode.INVALID_PLANS, "patch size");
        });
        worker.submit(TRAINING);
        worker.runNext();
        assertThat(log).containsExactly("failed training-1 INVALID_PLANS");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void reportsABugAndAnExhaustedHeap() {
        JobWorker worker = worker("a", (job, lease) -> {
            if (job.id().startsWith("training")) {
                throw new IllegalStateException("impossible");
            }
            throw new OutOfMemoryError("Java heap space");
        });
        worker.submit(TRAINING);
        worker.submit(PREDICTION);
        worker.runNext();
        worker.runNext();
        assertThat(log).containsExactly("failed prediction-1 OUT_OF_MEMORY", "failed training-1 BUG");
    }

    @Test
    void reportsAnyErrorAsABug() {
        JobWorker worker = worker("a", (job, lease) -> {
            throw new UnsatisfiedLinkError("no torch in java.library.path");
        });
        worker.submit(TRAINING);
        assertThat(worker.runNext()).isTrue();
        assertThat(log).containsExactly("failed training-1 BUG");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void keepsAPausedJobUntilItIsResumed() {
        AtomicReference<JobWorker> self = new AtomicReference<>();
        AtomicInteger runs = new AtomicInteger();
        JobWorker worker = worker("a", (job, lease) -> {
            if (runs.incrementAndGet() > 1) {
                return JobResult.finished(RESULT);
            }
            self.get().control(job.id(), Optional.of(JobControl.PAUSE));
            assertThat(lease.request()).isEqualTo(JobRequest.STOP);
            return JobResult.stopped();
        });
        self.set(worker);
        worker.submit(TRAINING);
        worker.runNext();
        worker.sweep();
        assertThat(worker.runNext()).isFalse();

        worker.control("training-1", Optional.empty());
        assertThat(worker.runNext()).isTrue();
        assertThat(log).containsExactly("finished training-1 [fold-trained]");
    }

    @Test
    void hearsOfAPauseThatWasAskedForElsewhere() {
        AtomicReference<JobWorker> self = new AtomicReference<>();
        JobWorker worker = worker("a", (job, lease) -> {
            worker("b", (j, l) -> JobResult.stopped()).control(job.id(), Optional.of(JobControl.PAUSE));
            self.get().heartbeat();
            assertThat(lease.request()).isEqualTo(JobRequest.STOP);
            return JobResult.stopped();
        });
        self.set(worker);
        worker.submit(TRAINING);
        worker.runNext();
    }

    @Test
    void reportsAndForgetsACancelledJobWhetherItRunsOrNot() {
        AtomicReference<JobWorker> self = new AtomicReference<>();
        JobWorker worker = worker("a", (job, lease) -> {
            self.get().control(job.id(), Optional.of(JobControl.CANCEL));
            assertThat(lease.request()).isEqualTo(JobRequest.ABANDON);
            return JobResult.stopped();
        });
        self.set(worker);
        worker.submit(TRAINING);
        worker.runNext();
        assertThat(store.keys()).isEmpty();

        worker.submit(PREDICTION);
        worker.control("prediction-1", Optional.of(JobControl.CANCEL));
        assertThat(worker.runNext()).isFalse();
        assertThat(store.keys()).isEmpty();
        assertThat(log).containsExactly("failed training-1 CANCELLED", "failed prediction-1 CANCELLED");
    }

    @Test
    void leavesACancelledJobToTheWorkerThatRunsIt() {
        JobWorker idle = worker("b", (job, lease) -> JobResult.finished(RESULT));
        AtomicReference<JobWorker> self = new AtomicReference<>();
        JobWorker busy = worker("a", (job, lease) -> {
            idle.control(job.id(), Optional.of(JobControl.CANCEL));
            assertThat(idle.runNext()).isFalse();
            self.get().heartbeat();
            assertThat(lease.request()).isEqualTo(JobRequest.ABANDON);
            lease.requireOwner();
            return JobResult.finished(RESULT);
        });
        self.set(busy);
        busy.submit(TRAINING);
        busy.runNext();
        assertThat(log).containsExactly("failed training-1 CANCELLED");
        assertThat(store.keys()).allMatch(key -> key.contains("/clock/"));
    }

    @Test
    void forgetsACancelledJobWhileAnotherOfItsGroupRuns() {
        Job first = Job.of("training-1.first", 10, EventExamples.of(TrainingRequested.class));
        Job second = Job.of("training-1.second", 10, EventExamples.of(TrainingRequested.class));
        JobQueue queue = queue();
        queue.submit(first);
        queue.submit(second);
        assertThat(queue.claim(first, new WorkerId("a", "1"))).isPresent();
        JobWorker idle = worker("b", (job, lease) -> JobResult.finished(RESULT));
        idle.control(second.id(), Optional.of(JobControl.CANCEL));
        assertThat(idle.runNext()).isFalse();
        assertThat(log).containsExactly("failed training-1.second CANCELLED");
        assertThat(queue.open()).containsExactly("training-1.first");
    }

    @Test
    void beginsAJobWithoutTheWishThatCameTooLateForTheOneBefore() {
        JobWorker worker = worker("a", (job, lease) -> JobResult.finished(RESULT));
        worker.control("training-1", Optional.of(JobControl.CANCEL));
        worker.submit(TRAINING);
        assertThat(worker.runNext()).isTrue();
        assertThat(log).containsExactly("finished training-1 [fold-trained]");
    }

    @Test
    void keepsTheWishWhenTheRequestForAnOpenJobComesAgain() {
        JobWorker worker = worker("a", (job, lease) -> JobResult.finished(RESULT));
        worker.submit(TRAINING);
        worker.control("training-1", Optional.of(JobControl.PAUSE));
        worker.submit(TRAINING);
        assertThat(worker.runNext()).isFalse();
        assertThat(queue().open()).containsExactly("training-1");
    }

    @Test
    void leavesAJobAloneThatAnotherTookOverHoweverItEndsHere() {
        Map<String, JobHandler> endings = Map.of(
                "out-of-memory",
                (job, lease) -> {
                    throw new OutOfMemoryError("Java heap space");
                },
                "bug",
                (job, lease) -> {
                    throw new IllegalStateException("impossible");
                },
                "bad-input",
                (job, lease) -> {
                    throw new PipelineException(FailureCode.INVALID_PLANS, "patch size");
                },
                "transient",
                (job, lease) -> {
                    throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "connection refused");
                },
                "finished",
                (job, lease) -> JobResult.finished(RESULT),
                "stopped",
                (job, lease) -> JobResult.stopped(),
                "cancelled",
                (job, lease) -> {
                    queue().control(job.id(), Optional.of(JobControl.CANCEL));
                    throw new LeaseLostException(job.id(), lease.number());
                });
        endings.forEach((ending, handler) -> {
            Job job = Job.of(ending, 10, EventExamples.of(PredictionRequested.class));
            AtomicReference<Lease> successor = new AtomicReference<>();
            JobWorker worker = worker("a", (j, lease) -> {
                clock.advance(PAST_LEASE);
                successor.set(queue().claim(j, new WorkerId("b", "1")).orElseThrow());
                return handler.run(j, lease);
            });
            worker.submit(job);
            worker.runNext();
            assertThat(log).as(ending).isNotEmpty().allMatch(("retried " + ending)::equals);
            assertThat(queue().open()).as(ending).contains(ending);
            successor.get().requireOwner();
            log.clear();
        });
    }

    @Test
    void reportsAnExhaustedHeapThatLastedLongerThanTheLeaseWhereNobodyTookOver() {
        JobWorker worker = worker("a", (job, lease) -> {
            clock.advance(PAST_LEASE);
            throw new OutOfMemoryError("Java heap space");
        });
        worker.submit(TRAINING);
        worker.runNext();
        assertThat(log).containsExactly("failed training-1 OUT_OF_MEMORY");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void noticesThatASuccessorHasEndedTheJobAndBringsNoClaimBack() {
        // The store's clock has moved, ours has not, as in a machine that slept.
        JobQueue queue = new JobQueue(store, "trainer", LEASE, () -> 0);
        queue.submit(TRAINING);
        Lease first = queue.claim(TRAINING, new WorkerId("a", "1")).orElseThrow();
        clock.advance(PAST_LEASE);
        JobWorker second = worker("b", (job, lease) -> JobResult.finished(RESULT));
        second.sweep();
        assertThat(second.runNext()).isTrue();
        first.renew();
        assertThat(first.request()).isEqualTo(JobRequest.ABANDON);
        assertThatThrownBy(first::requireOwner).isInstanceOf(LeaseLostException.class);
        assertThat(store.keys()).allMatch(key -> key.contains("/clock/"));
    }

    @Test
    void bringsNoClaimBackByAHeartbeatAfterTheEnd() {
        Lease lease = claimed();
        lease.end();
        queue().close("training-1");
        lease.renew();
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void takesAClaimWhoseAnswerGotLostForItsOwn() {
        ObjectStore lossy = new LossyStore(store);
        JobQueue queue = new JobQueue(lossy, "trainer", LEASE, System::nanoTime);
        queue.submit(TRAINING);
        assertThat(queue.claim(TRAINING, new WorkerId("a", "1"))).isPresent();
    }

    @Test
    void abandonsAJobWhoseHeartbeatCouldNotBeRenewedForAWholeLease() {
        Lease lease = claimed();
        clock.advance(PAST_LEASE);
        assertThat(lease.request()).isEqualTo(JobRequest.ABANDON);
    }

    @Test
    void takesJobsOfTheCurrentVersionFirst() {
        JobWorker worker = worker("a", (job, lease) -> JobResult.finished(RESULT));
        worker.submit(training("wrong.v1", "v1", 10));
        worker.submit(training("mended.v2", "v2", 20));
        currentVersion.put(EventExamples.DATASET, "v2");
        runAll(worker);
        assertThat(log).containsExactly("finished mended.v2 [fold-trained]", "finished wrong.v1 [fold-trained]");
    }

    @Test
    void takesWhatAnEarlierVersionBeganAndTheCurrentOneWantsTooInTheUsualOrder() {
        JobWorker worker = worker("a", (job, lease) -> JobResult.finished(RESULT));
        worker.submit(training("same.v1", "v1", 10));
        worker.submit(training("same.v2", "v2", 10));
        currentVersion.put(EventExamples.DATASET, "v2");
        runAll(worker);
        assertThat(log).containsExactly("finished same.v1 [fold-trained]", "finished same.v2 [fold-trained]");
    }

    @Test
    void makesWayForTheCurrentVersionAndGoesOnLater() {
        currentVersion.put(EventExamples.DATASET, "v1");
        AtomicReference<JobWorker> worker = new AtomicReference<>();
        worker.set(worker("a", (job, lease) -> {
            if (currentVersion.containsValue("v1")) {
                currentVersion.put(EventExamples.DATASET, "v2");
                worker.get().heartbeat();
                assertThat(lease.request()).isEqualTo(JobRequest.CONTINUE);
                worker.get().submit(training("mended.v2", "v2", 20));
                worker.get().heartbeat();
                assertThat(lease.request()).isEqualTo(JobRequest.STOP);
                return JobResult.stopped();
            }
            return JobResult.finished(RESULT);
        }));
        worker.get().submit(training("wrong.v1", "v1", 10));
        runAll(worker.get());
        worker.get().sweep();
        runAll(worker.get());
        assertThat(log).containsExactly("finished mended.v2 [fold-trained]", "finished wrong.v1 [fold-trained]");
    }

    @Test
    void makesNoWayForAJobThatIsPausedOrHeldOrWantsTheSame() {
        currentVersion.put(EventExamples.DATASET, "v2");
        queue().submit(training("held.v2", "v2", 20));
        assertThat(queue().claim(training("held.v2", "v2", 20), new WorkerId("b", "1")))
                .isPresent();
        queue().submit(training("paused.v2", "v2", 20));
        queue().control("paused.v2", Optional.of(JobControl.PAUSE));
        AtomicReference<JobWorker> worker = new AtomicReference<>();
        worker.set(worker("a", (job, lease) -> {
            queue().submit(training("wrong.v2", "v2", 20));
            worker.get().sweep();
            worker.get().heartbeat();
            assertThat(lease.request()).isEqualTo(JobRequest.CONTINUE);
            return JobResult.finished(RESULT);
        }));
        worker.get().submit(training("wrong.v1", "v1", 10));
        assertThat(worker.get().runNext()).isTrue();
        assertThat(log).containsExactly("finished wrong.v1 [fold-trained]");
    }

    private static Job training(String id, String version, int priority) {
        return Job.of(
                id,
                priority,
                new TrainingRequested(
                        EventExamples.header(id), EventExamples.DATASET, version, "3d_fullres", "0", "training"));
    }

    private static void runAll(JobWorker worker) {
        boolean ran = true;
        while (ran) {
            ran = worker.runNext();
        }
    }

    private Lease claimed() {
        queue().submit(TRAINING);
        return queue().claim(TRAINING, new WorkerId("a", "1")).orElseThrow();
    }

    private JobQueue queue() {
        return queue(store);
    }

    private JobQueue queue(ObjectStore bucket) {
        return new JobQueue(bucket, "trainer", LEASE, () -> clock.instant().toEpochMilli() * 1_000_000L);
    }

    private JobWorker worker(String name, JobHandler handler) {
        return worker(name, queue(), handler);
    }

    private JobListener listener() {
        return new JobListener() {
            @Override
            public void finished(Job job, List<Event> events) {
                log.add("finished " + job.id() + " "
                        + events.stream().map(e -> e.topic().topicName()).toList());
            }

            @Override
            public void failed(Job job, PipelineException failure) {
                log.add("failed " + job.id() + " " + failure.code());
            }

            @Override
            public void waiting(Job job, PipelineException failure) {
                log.add("waiting " + job.id() + " " + failure.code());
            }

            @Override
            public void retried(Job job, RuntimeException failure) {
                log.add("retried " + job.id());
            }
        };
    }

    private JobWorker worker(String name, JobQueue queue, JobHandler handler) {
        JobListener listener = listener();
        return new JobWorker(
                queue,
                new WorkerId(name, "1"),
                Map.of("training-requested", handler, "prediction-requested", handler),
                listener,
                3,
                new NoPause(),
                dataset -> Optional.ofNullable(currentVersion.get(dataset)));
    }

    /** Writes, and says that somebody else did. */
    private static final class LossyStore extends ForwardingObjectStore {
        LossyStore(ObjectStore store) {
            super(store);
        }

        @Override
        public boolean putIfAbsent(String key, Content content) {
            super.putIfAbsent(key, content);
            return false;
        }
    }

    /** Fails for a number of calls. */
    private static final class InterruptedStore extends ForwardingObjectStore {
        private int healthy = Integer.MAX_VALUE;
        private int failing;

        InterruptedStore(ObjectStore store) {
            super(store);
        }

        void failAfter(int healthyCalls, int failingCalls) {
            healthy = healthyCalls;
            failing = failingCalls;
        }

        private void call() {
            if (healthy > 0) {
                healthy--;
            } else if (failing > 0) {
                failing--;
                throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "connection refused");
            }
        }

        @Override
        public Optional<ObjectInfo> stat(String key) {
            call();
            return super.stat(key);
        }

        @Override
        public InputStream get(String key) {
            call();
            return super.get(key);
        }

        @Override
        public void put(String key, Content content) {
            call();
            super.put(key, content);
        }

        @Override
        public boolean putIfAbsent(String key, Content content) {
            call();
            return super.putIfAbsent(key, content);
        }

        @Override
        public List<ObjectInfo> list(String prefix) {
            call();
            return super.list(prefix);
        }

        @Override
        public void delete(String key) {
            call();
            super.delete(key);
        }
    }
}
