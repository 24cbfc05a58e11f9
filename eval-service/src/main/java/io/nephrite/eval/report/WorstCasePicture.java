package io.nephrite.eval.report;

import java.util.Base64;

/**
 * A case through its largest error: three pictures of one slice, side by side.
 *
 * @param caption what is seen
 * @param missing why there are no pictures; empty where there are
 */
record WorstCasePicture(
        String caseId,
        String fold,
        String meanDice,
        String caption,
        String missing,
        String reference,
        String prediction,
        String difference) {
    static WorstCasePicture without(String caseId, String fold, String meanDice, String reason) {
        return new WorstCasePicture(caseId, fold, meanDice, "", reason, "", "", "");
    }

    /** A picture as an address that holds it. */
    static String address(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }

    int length() {
        return reference.length() + prediction.length() + difference.length();
    }
}
