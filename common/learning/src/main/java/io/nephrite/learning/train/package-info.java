/** The training of one fold: loop, journal, curves and warnings. It knows neither store nor events. */
package io.nephrite.learning.train;
