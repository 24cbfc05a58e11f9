/** What a report says and how it is written: as JSON, as Markdown and as one page. Nothing here measures a case. */
package io.nephrite.eval.report;
