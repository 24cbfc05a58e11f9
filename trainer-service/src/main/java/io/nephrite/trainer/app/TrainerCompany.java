package io.nephrite.trainer.app;

import io.nephrite.core.event.Topic;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobWorker;
import java.util.Collection;
import java.util.Set;

/**
 * Which jobs a trainer takes, and which at a time. A training runs alone, since it takes the whole device. Of
 * predictions several run at a time: the next case is read and preprocessed and the last one is written while one is in
 * the network.
 *
 * @param kinds that are taken here
 */
record TrainerCompany(JobKinds kinds) implements JobWorker.Company {
    private static final Set<String> PREDICTIONS =
            Set.of(Topic.PREDICTION_REQUESTED.topicName(), Topic.IMAGE_PREDICTION_REQUESTED.topicName());

    @Override
    public boolean takes(Job job) {
        return kinds == JobKinds.ALL || isPrediction(job);
    }

    @Override
    public boolean admits(Job job, Collection<Job> others) {
        return others.isEmpty() || (isPrediction(job) && others.stream().allMatch(TrainerCompany::isPrediction));
    }

    private static boolean isPrediction(Job job) {
        return PREDICTIONS.contains(job.topic());
    }
}
