import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/** Reads a line {"pattern", "event"} and answers true, false or what is wrong with the pattern, with AWS's own matcher. */
public class Match {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    Map<String, Machine> machines = new HashMap<>();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    StringBuilder answers = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode asked = json.readTree(line);
      String pattern = asked.get("pattern").toString();
      String fault = JsonRuleCompiler.check(pattern);
      if (fault == null) {
        Machine machine = machines.get(pattern);
        if (machine == null) {
          machine = new Machine();
          machine.addRule("rule", pattern);
          machines.put(pattern, machine);
        }
        answers.append(!machine.rulesForJSONEvent(asked.get("event").toString()).isEmpty());
      } else {
        answers.append(fault.replace('\n', ' '));
      }
      answers.append('\n');
    }
    System.out.print(answers);
  }
}
