package io.nephrite.preprocess.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.ReplacedException;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.preprocess.ExtractedFingerprint;
import io.nephrite.imaging.preprocess.FingerprintExtractor;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.preprocess.MemoryEstimate;
import io.nephrite.imaging.preprocess.RawResampler;
import io.nephrite.imaging.read.CaseHeader;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.List;

/** Fingerprints one case. Reads its files, writes foreground/ and then fingerprints/. Safe to repeat. */
public final class FingerprintCaseStep implements Step<FingerprintRequested> {
    private final CaseReader cases;
    private final ObjectStore results;
    private final VolumeStore volumes;
    private final MemoryBudget memory;
    private final int threads;

    /**
     * Makes the step.
     *
     * @param threads for one case
     */
    public FingerprintCaseStep(
            CaseReader cases, ObjectStore results, VolumeStore volumes, MemoryBudget memory, int threads) {
        this.cases = cases;
        this.results = results;
        this.volumes = volumes;
        this.memory = memory;
        this.threads = threads;
    }

    @Override
    public Work work() {
        return Work.FINGERPRINT_CASE;
    }

    @Override
    public List<Event> handle(FingerprintRequested event) {
        String key = ObjectKeys.caseFingerprint(event.dataset(), event.files(), event.rawResampling());
        if (!results.exists(key)) {
            try {
                results.putIfAbsent(key, Json.bytes(fingerprintWithinMemory(event)));
            } catch (ReplacedException e) {
                return List.of(); // out of date: what replaced the files asks for itself
            }
        }
        return List.of(new CaseFingerprinted(
                EventHeader.following(event, "case-fingerprinted", event.files().caseId()),
                event.dataset(),
                event.version(),
                event.files().caseId(),
                key));
    }

    private CaseFingerprint fingerprintWithinMemory(FingerprintRequested event) {
        CaseHeader header = cases.header(event.files());
        MemoryEstimate need = MemoryEstimate.ofFingerprint(
                event.files().caseId(),
                header.channels(),
                header.shape(),
                header.spacing(),
                event.rawResampling(),
                threads);
        return memory.within(need, () -> fingerprint(event));
    }

    private CaseFingerprint fingerprint(FingerprintRequested event) {
        CaseFiles files = event.files();
        ImageVolume image = cases.image(files);
        LabelVolume label = cases.label(files)
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_CASE,
                        files.caseId() + ": no label; only cases with one are fingerprinted"));
        if (event.rawResampling().isPresent()) {
            RawResampler resampler = new RawResampler(threads);
            image = resampler.resample(image, event.rawResampling().get());
            label = resampler.resample(label, event.rawResampling().get());
        }
        ExtractedFingerprint extracted = new FingerprintExtractor(threads).extract(files.caseId(), image, label);
        String foregroundKey = ObjectKeys.caseForeground(event.dataset(), files, event.rawResampling());
        volumes.put(
                foregroundKey,
                joined(extracted.foreground()),
                extracted.foreground().length,
                extracted.foregroundVoxels());
        return new CaseFingerprint(
                files.caseId(),
                extracted.shapeBeforeCrop(),
                extracted.shapeAfterCrop(),
                image.spacing(),
                extracted.relativeSize(),
                extracted.foregroundVoxels(),
                foregroundKey,
                extracted.classes());
    }

    /** (C, n) as one array. */
    private static float[] joined(float[][] channels) {
        if (channels.length == 1) {
            return channels[0];
        }
        float[] all = new float[channels.length * channels[0].length];
        for (int c = 0; c < channels.length; c++) {
            System.arraycopy(channels[c], 0, all, c * channels[0].length, channels[0].length);
        }
        return all;
    }
}
