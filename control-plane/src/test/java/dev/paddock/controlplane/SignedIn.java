package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;

import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.session.Person;
import dev.paddock.controlplane.session.Sessions;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.ws.rs.core.NewCookie;
import java.util.List;
import java.util.Map;

/// A browser with a session.
///
/// @param session the cookie that scripts cannot read
/// @param csrf the cookie that they can
public record SignedIn(String session, String csrf) {

    public static final String SESSION = "paddock_session";
    public static final String CSRF = "paddock_csrf";

    /// The built-in administrator, signed in with the password.
    public static SignedIn admin() {
        Response response = login("admin", RealServices.ADMIN_PASSWORD);
        response.then().statusCode(204);
        return new SignedIn(response.cookie(SESSION), response.cookie(CSRF));
    }

    public static Response login(String user, String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("user", user, "password", password))
                .post("/auth/login");
    }

    /// A user of a role, as after a sign-in through a provider.
    public static SignedIn as(Sessions sessions, String email, Role role) {
        return of(sessions.open(new Person(email, "Ada " + role.wire(), null, "test", role)));
    }

    public static SignedIn of(List<NewCookie> cookies) {
        return new SignedIn(value(cookies, SESSION), value(cookies, CSRF));
    }

    private static String value(List<NewCookie> cookies, String name) {
        return cookies.stream()
                .filter(cookie -> cookie.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /// A call as a page of this server makes it.
    public RequestSpecification call() {
        return bare().header("X-CSRF-Token", csrf);
    }

    /// A call that another site makes the browser send.
    public RequestSpecification bare() {
        return given().cookie(SESSION, session).cookie(CSRF, csrf).contentType(ContentType.JSON);
    }
}
