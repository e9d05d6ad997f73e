/**
 * The transformer, its weights and inference. The rooms, each standing on those below it: {@code inference},
 * {@code model}, {@code torch}, {@code nn}, {@code attention}, {@code graph}, {@code config}.
 *
 * <p>One legend of dimensions for the whole project; a tensor's name carries the letters of its shape, as in
 * {@code q_BHTK}:
 *
 * <table>
 * <caption>Dimensions</caption>
 * <tr><td>B</td><td>rows of a batch</td></tr>
 * <tr><td>T</td><td>positions of a row</td></tr>
 * <tr><td>D</td><td>width of the model</td></tr>
 * <tr><td>H</td><td>heads</td></tr>
 * <tr><td>K</td><td>width of a head</td></tr>
 * <tr><td>F</td><td>width of the feed-forward layer</td></tr>
 * <tr><td>V</td><td>vocabulary</td></tr>
 * <tr><td>M</td><td>masked positions of a batch</td></tr>
 * <tr><td>P</td><td>learned positions</td></tr>
 * <tr><td>Y</td><td>token types</td></tr>
 * </table>
 */
package dev.cloze.core;
