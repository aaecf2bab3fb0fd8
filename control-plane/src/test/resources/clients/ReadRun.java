import dev.paddock.client.ApiClient;
import dev.paddock.client.api.RunsApi;
import dev.paddock.client.model.RunView;

/// Reads a run with a client made from the document of the API: `ReadRun <server> <key> <run>`
class ReadRun {

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        client.setRequestInterceptor(request -> request.header("x-api-key", arguments[1]));
        RunView run = new RunsApi(client).getRun(arguments[2], null, null);
        System.out.println(
                run.getId() + " " + run.getStatus() + " " + run.getCommit().getSha());
    }
}
