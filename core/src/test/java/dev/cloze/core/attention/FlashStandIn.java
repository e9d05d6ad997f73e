package dev.cloze.core.attention;

import dev.cloze.core.torch.ScriptMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts statements that run anywhere in the place of {@code _flash_attention_forward}, and lets the script believe that it
 * has the device, the type and the head width that flash attention needs.
 */
final class FlashStandIn {
    /** q, k, v, offsets twice, the longest document twice, dropout, causal and debugging off, then what has names. */
    private static final Pattern CALL = Pattern.compile(
            "(?<indent>\\s*)(?<result>\\w+)(?:, \\w+){4} = torch\\._flash_attention_forward\\((?<q>torch\\.flatten.+), "
                    + "(?<k>torch\\.flatten.+), (?<v>torch\\.flatten.+), (?<offsets>\\w+), \\k<offsets>, "
                    + "(?<longest>torch\\.size\\(\\w+, 1\\)), \\k<longest>, 0\\., False, False, scale=(?<scale>[0-9.E-]+)"
                    + "(?:, window_size_left=(?<window>\\d+), window_size_right=\\k<window>)?\\)");

    private int calls;

    /** How many calls were replaced. */
    int calls() {
        return calls;
    }

    ScriptMethod in(ScriptMethod method) {
        List<String> body = new ArrayList<>();
        for (String line : method.body()) {
            Matcher call = CALL.matcher(line);
            if (call.matches()) {
                calls++;
                statements(call).forEach(statement -> body.add(call.group("indent") + statement));
            } else {
                body.add(line.replaceAll("ops\\.prim\\.is_cuda\\(\\w+\\)", "True")
                        .replace(" == 15", " == 6")
                        .replace(" % 8 == 0", " % 4 == 0"));
            }
        }
        return new ScriptMethod(method.name(), method.arguments(), body);
    }

    /** Each document alone, its T x T scores at once. */
    private static List<String> statements(Matcher call) {
        List<String> lines = new ArrayList<>(List.of(
                "of_stand_in = annotate(List[Tensor], [])",
                "bounds = annotate(List[int], torch.to(" + call.group("offsets") + ", 4).tolist())",
                "for n in range(torch.len(bounds) - 1):",
                "  scores = torch.mul(torch.matmul(" + document(call.group("q")) + ", torch.transpose("
                        + document(call.group("k")) + ", 1, 2)), " + call.group("scale") + ")",
                "  places = torch.arange(bounds[n + 1] - bounds[n], dtype=4, device=ops.prim.device("
                        + call.group("offsets") + "))"));
        if (call.group("window") != null) {
            lines.add(
                    "  scores = torch.masked_fill(scores, torch.gt(torch.abs(torch.sub(torch.unsqueeze(places, 1), places)), "
                            + call.group("window") + "), -1.0e30)");
        }
        lines.add("  of_stand_in.append(torch.transpose(torch.matmul(torch.softmax(scores, -1), "
                + document(call.group("v")) + "), 0, 1))");
        lines.add(call.group("result") + " = torch.cat(of_stand_in, 0)");
        return lines;
    }

    /** (BT)HK to HLK of the n-th document. */
    private static String document(String x) {
        return "torch.transpose(torch.slice(" + x + ", 0, bounds[n], bounds[n + 1]), 0, 1)";
    }
}
