package dev.paddock.controlplane;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;

/// The calls of somebody who manages webhooks.
record Webhooks(String id, String secret) {

    static Webhooks create(String url, String... events) {
        Response made = Server.admin()
                .body(Map.of("url", url, "events", List.of(events)))
                .post("/v1/webhooks")
                .then()
                .statusCode(201)
                .extract()
                .response();
        return new Webhooks(made.path("id"), made.path("secret"));
    }

    String path() {
        return "/v1/webhooks/" + id;
    }

    JsonPath view() {
        return Server.admin().get(path()).then().statusCode(200).extract().jsonPath();
    }

    /// The newest deliveries.
    JsonPath deliveries() {
        return Server.admin()
                .get(path() + "/deliveries?per_page=100")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /// The states of its deliveries, newest first.
    List<String> states() {
        return deliveries().getList("data.status");
    }

    Response redeliver(String delivery) {
        return Server.admin().post(path() + "/deliveries/" + delivery + "/redeliver");
    }

    Response patch(Map<String, ?> members) {
        return Server.admin().body(members).patch(path());
    }
}
