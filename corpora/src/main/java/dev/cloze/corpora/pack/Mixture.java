package dev.cloze.corpora.pack;

import dev.cloze.corpora.Mixing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The order in which rows of several sources are visited when each has a share of the places. Places come in turns of
 * {@value #TURN}; in each turn a source has the same number of places, the nearest to its share, spread evenly: at each place
 * that source goes which is furthest behind its share (the chairman assignment problem, Tijdeman 1980).
 * Within a source rows follow its own {@link RowOrder}, epoch after epoch: a source of a large share is seen more often. So the
 * source, epoch and row of a place are computed in constant time, and a run resumes at any place. A single source is visited as
 * by its {@link RowOrder} alone.
 */
public final class Mixture {
    /** Shares are multiples of 1/{@value}. */
    public static final int TURN = 1024;

    private final long seed;
    private final List<RowOrder> orders;
    private final int[] placesPerTurn;
    private final int[] sourceAt = new int[TURN];
    private final int[] rankAt = new int[TURN];

    /**
     * One source.
     *
     * @param rows how many rows it has
     * @param weight its share is this, divided by the sum of all weights; more than 0
     */
    public record Source(long rows, double weight) {
        public Source {
            if (rows < 1) {
                throw new IllegalArgumentException("rows: expected 1 or more, got " + rows);
            }
            if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("weight: expected a finite number above 0, got " + weight);
            }
        }
    }

    /**
     * What is visited at a place.
     *
     * @param source the number of the source
     * @param epoch how often all of the source's rows have been visited before
     * @param row the row of the source
     */
    public record Visit(int source, long epoch, long row) {}

    /**
     * A mixture.
     *
     * @param sources at most {@value #TURN}; each has one place of a turn at least
     */
    public Mixture(long seed, List<Source> sources) {
        if (sources.isEmpty() || sources.size() > TURN) {
            throw new IllegalArgumentException("sources: expected 1 to " + TURN + ", got " + sources.size());
        }
        this.seed = seed;
        orders = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            orders.add(new RowOrder(seed(i), sources.get(i).rows()));
        }
        placesPerTurn = places(sources);
        spread();
    }

    /** The seed of a source's random choices: another one for each source, for the first the mixture's own. */
    public long seed(int source) {
        return source == 0 ? seed : Mixing.finish(seed + source * Mixing.GOLDEN);
    }

    /** The share of the places that a source has: what was asked for, rounded. */
    public double share(int source) {
        return (double) placesPerTurn[source] / TURN;
    }

    /** What is visited at a place, counted from 0. */
    public Visit at(long place) {
        if (place < 0) {
            throw new IllegalArgumentException("place: expected 0 or more, got " + place);
        }
        int inTurn = (int) (place % TURN);
        int source = sourceAt[inTurn];
        long visit = place / TURN * placesPerTurn[source] + rankAt[inTurn];
        RowOrder order = orders.get(source);
        long epoch = visit / order.rows();
        return new Visit(source, epoch, order.at(epoch, visit % order.rows()));
    }

    /** Of each source, how many of a turn's places it has: its share rounded, by the largest remainders (Hamilton 1792). */
    private static int[] places(List<Source> sources) {
        double sum = sources.stream().mapToDouble(Source::weight).sum();
        int[] places = new int[sources.size()];
        double[] missing = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            double exact = sources.get(i).weight() / sum * TURN;
            places[i] = Math.max(1, (int) exact);
            missing[i] = exact - places[i];
        }
        for (int given = Arrays.stream(places).sum();
                given != TURN;
                given = Arrays.stream(places).sum()) {
            int step = given < TURN ? 1 : -1;
            int chosen = -1;
            for (int i = 0; i < places.length; i++) {
                boolean possible = step > 0 || places[i] > 1;
                if (possible && (chosen < 0 || step * missing[i] > step * missing[chosen])) {
                    chosen = i;
                }
            }
            places[chosen] += step;
            missing[chosen] -= step;
        }
        return places;
    }

    private void spread() {
        int[] had = new int[placesPerTurn.length];
        for (int place = 0; place < TURN; place++) {
            int chosen = 0;
            double furthest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < had.length; i++) {
                double behind = (place + 1.0) * placesPerTurn[i] / TURN - had[i];
                if (had[i] < placesPerTurn[i] && behind > furthest) {
                    chosen = i;
                    furthest = behind;
                }
            }
            sourceAt[place] = chosen;
            rankAt[place] = had[chosen]++;
        }
    }
}
