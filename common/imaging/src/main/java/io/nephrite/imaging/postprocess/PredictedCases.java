package io.nephrite.imaging.postprocess;

import io.nephrite.imaging.volume.LabelVolume;

/** Validation cases that are read one at a time, as often as needed, and by several threads. */
public interface PredictedCases {
    int size();

    /** Name of the file, for the summary. */
    String predictionFile(int i);

    /** Name of the file, for the summary. */
    String referenceFile(int i);

    LabelVolume prediction(int i);

    LabelVolume reference(int i);
}
