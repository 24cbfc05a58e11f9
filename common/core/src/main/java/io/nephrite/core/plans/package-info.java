/**
 * The document nnUNetPlans.json and what can be derived from it alone. How plans are made belongs to {@code
 * core.planning}.
 */
package io.nephrite.core.plans;
