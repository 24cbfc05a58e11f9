/** Reads models that nnU-Net has trained. Nothing in a file of somebody else is ever executed. */
package io.nephrite.learning.nnunet;
