/** The document experiment.json: what a user asks for. Nothing here plans, trains or looks at a dataset. */
package io.nephrite.core.experiment;
